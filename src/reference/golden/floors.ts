import type { Golden, GoldenLayer } from '../../golden/golden.ts';
import { sketchedDrift } from '../../golden/judge/judgeLayer.ts';
import { goldenTensor } from '../../golden/sketchTensor.ts';
import { originOf } from '../../runtimes/origin.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Trace } from '../../trace/trace.ts';
import { rerun } from '../rerun.ts';
import { withRoundingNoise } from './roundingNoise.ts';

/** A drift by the layer's id. */
type Floors = ReadonlyMap<string, number>;

const none: Floors = new Map();

/**
 * The drift of each float layer between two healthy runs of the model itself, by its kernels alone. None for quantized
 * models (their other kernels compute other integers: the profile judges them), and where the model is not at hand.
 */
export const noiseFloors = async (trace: Trace): Promise<Floors> => {
  const origin = originOf(trace);
  const { quantization } = trace.model;
  if (!origin || quantization === 'static' || quantization === 'dynamic') return none;
  return origin.runtime.noiseFloor(origin.inference, origin.options);
};

/** The drift of each layer when the input carries rounding noise. None where no input can, or the model is not at hand. */
export const inputFloors = async (golden: Golden, trace: Trace): Promise<Floors> => {
  const inputs: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(trace.inputs)) {
    const noisy = withRoundingNoise(tensor);
    if (noisy) inputs[name] = noisy;
  }
  if (Object.keys(inputs).length === 0) return none;
  const again = await rerun(trace, { ...trace.inputs, ...inputs });
  if (!again) return none;
  const expected = new Map(golden.layers.map((layer) => [layer.id, layer]));
  const drifts = new Map<string, number>();
  for await (const { id, tensor, quantization } of again.layers.read([...expected.keys()])) {
    const layer = expected.get(id) as GoldenLayer;
    if (isMeasured(layer, tensor))
      drifts.set(id, sketchedDrift(layer, { ...layer, ...goldenTensor(id, tensor, quantization) }).drift);
  }
  return drifts;
};

const isMeasured = ({ dtype, shape }: GoldenLayer, tensor: Tensor): boolean =>
  dtype !== 'string' && dtype !== 'bool' && dtype === tensor.dtype && shape.join() === tensor.shape.join();

/** Layers with their floors, as float32 holds them; those that are no finite number are left out. */
export const withFloors = (layer: GoldenLayer, noise: Floors, input: Floors): GoldenLayer => {
  const [own, inputs] = [noise.get(layer.id), input.get(layer.id)];
  return {
    ...layer,
    ...(isFloor(own) && layer.quantization === undefined && { noise: Math.fround(own) }),
    ...(isFloor(inputs) && { inputNoise: Math.fround(inputs) }),
  };
};

const isFloor = (drift: number | undefined): drift is number => drift !== undefined && Number.isFinite(drift);
