import {
  floorFactor,
  inputFloorFactor,
  inputGain,
  inputNoiseDrift,
  mostNoise,
  profileFactor,
  type Row,
  rows,
  toleranceOf,
} from '../../verdicts/tolerances.ts';
import type { GoldenLayer } from '../golden.ts';
import type { JudgeContext } from './judgement.ts';

/** A row of the table with the tolerance that it gives a layer. */
export interface Applied {
  row: Row;
  tolerance: number;
  /** The whole interval must lie on one side of the tolerance: else it is undecided. Loose rows judge the estimate. */
  byInterval: boolean;
}

/** Which row judges how far a layer moved from its golden. */
export const rowFor = (layer: GoldenLayer, context: JudgeContext): Applied => {
  const { sameEnvironment, inputs, tolerance: override } = context;
  const quantized = isQuantized(layer, context);
  const [row, most, byInterval] = sameEnvironment
    ? ([quantized ? rows.goldenQuantized : rows.goldenFloat, 0, true] as const)
    : quantized
      ? ([context.otherSaturation ? rows.goldenSaturating : rows.goldenQuantizedElsewhere, 0, false] as const)
      : ([rows.goldenElsewhere, floorFactor * Math.min(mostNoise, layer.noise ?? 0), false] as const);
  const base = Math.max(row.tolerance, most);
  const byInput = (layer.inputNoise ?? 0) * (quantized ? inputFloorFactor : floatFactor(context));
  const isInput = inputs === 'rounding' && byInput > base;
  const applied = isInput ? rows.goldenInput : row;
  return {
    row: applied,
    tolerance: toleranceOf({ ...applied, tolerance: isInput ? byInput : base }, [layer.id], override),
    byInterval: byInterval && !isInput,
  };
};

/** By how much the input differs, in parts of the noise that floors are measured with. */
const floatFactor = ({ inputDrift }: JudgeContext): number =>
  Math.min(inputFloorFactor, (inputGain * inputDrift) / inputNoiseDrift);

/** The accepted drift of a quantized layer to the float reference's, with its margin. */
export const profileTolerance = (layer: GoldenLayer, accepted: number, { tolerance }: JudgeContext): number => {
  const row = rows.goldenProfile;
  const most = profileFactor * accepted + row.tolerance;
  return toleranceOf({ ...row, tolerance: most }, [layer.id], tolerance);
};

/** Values on a grid, or computed from such values. Models with nothing but quantized weights compute in floats. */
export const isQuantized = ({ quantization }: GoldenLayer, context: Pick<JudgeContext, 'quantization'>): boolean =>
  quantization !== undefined || context.quantization === 'static' || context.quantization === 'dynamic';
