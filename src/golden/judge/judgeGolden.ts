import type { Comparison, LayerComparison } from '../../verdicts/comparison.ts';
import type { Golden } from '../golden.ts';
import { environmentChange } from './environment.ts';
import { evidenceOf } from './evidenceOf.ts';
import { judgeInputs } from './judgeInputs.ts';
import { judgeLayer } from './judgeLayer.ts';
import type { JudgeContext } from './judgement.ts';
import { layerFindings } from './layerFindings.ts';
import { type Judged, locate } from './locate.ts';
import { pairLayers } from './pairLayers.ts';
import { verdictOf } from './verdict.ts';

/** How a golden judges. */
export interface JudgeGoldenOptions {
  /** One tolerance for all layers, or by layer or row of the table. */
  tolerance?: number | Readonly<Record<string, number>>;
}

/**
 * Judges what a model computes now by its golden: the inputs first, then each layer by how far its sketch moved. Each
 * row of the result says which tolerance applied and why.
 */
export const judgeGolden = (expected: Golden, now: Golden, { tolerance }: JudgeGoldenOptions = {}): Comparison => {
  const environment = environmentChange(expected, now);
  const sameEnvironment = environment.length === 0;
  const inputs = judgeInputs(expected, now);
  const context: JudgeContext = {
    sameEnvironment,
    inputs: inputs.state,
    quantization: expected.model.quantization,
    tolerance,
  };
  const { pairs, unpaired } = pairLayers(expected, now, sameEnvironment);
  const judged = pairs.map((pair): Judged => ({ pair, judgement: judgeLayer(pair, context) }));
  locate(
    judged,
    now.inputs.map(({ id }) => id),
    inputs.state,
  );
  const layers = judged.map(comparisonOf);
  const first = layers.find(({ status }) => status === 'diverges') ?? beginning(layers);
  const comparison: Omit<Comparison, 'verdict'> = {
    findings: [...inputs.findings, ...layerFindings(judged)],
    layers,
    ...(first && { first }),
    unpaired,
    notes: [],
    golden: { environment, answers: [] },
  };
  return { verdict: verdictOf(comparison), ...comparison };
};

/** Where later layers are over their tolerances for certain, it began at the first one that may be. */
const beginning = (layers: readonly LayerComparison[]): LayerComparison | undefined =>
  layers.some(({ status }) => status === 'inherits') ? layers.find(({ status }) => status === 'undecided') : undefined;

const comparisonOf = ({ pair, judgement }: Judged): LayerComparison => ({
  deployed: pair.now.id,
  reference: pair.expected.id,
  op: pair.now.op,
  shape: pair.now.shape,
  ...judgement,
  metrics: {},
  ...(judgement.status !== 'agrees' && evidenceOf(pair)),
  pairedBy: pair.pairedBy,
});
