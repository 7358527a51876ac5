import type { LayerComparison } from '../../verdicts/comparison.ts';
import type { Golden, GoldenLayer } from '../golden.ts';

/** What one layer's numbers say by themselves, before the layers around it are looked at. */
export type Judgement = Pick<
  LayerComparison,
  'status' | 'judgedBy' | 'value' | 'measure' | 'tolerance' | 'row' | 'drift' | 'interval' | 'belowResolution'
>;

/** Whether the model was fed what the golden's was. */
export type InputState = 'equal' | 'rounding' | 'other';

/** What judging a layer needs beside its numbers. */
export interface JudgeContext {
  /** Nothing that decides over kernels differs. */
  sameEnvironment: boolean;
  inputs: InputState;
  /** How far they are from the golden's, where they differ within rounding. */
  inputDrift: number;
  /** 8-bit products saturate on one side only. */
  otherSaturation: boolean;
  /** How the golden's model is quantized. */
  quantization: Golden['model']['quantization'];
  tolerance: number | Readonly<Record<string, number>> | undefined;
}

/** One layer on both sides. */
export interface LayerPair {
  expected: GoldenLayer;
  now: GoldenLayer;
  pairedBy: string;
}
