import type { Tensor } from '../../tensor/tensor.ts';
import { budgetShare } from '../budgetShare.ts';
import { outputDrift } from '../outputDrift.ts';
import type { CaptureOptions, Inference } from '../runtime.ts';
import { slices } from './budget.ts';
import { decodedModel } from './decodedModel.ts';
import { expose } from './exposure.ts';
import { layerBytesOf } from './layerBytes.ts';
import { layeredShadow } from './layeredShadow.ts';
import { layersOfGraph } from './layerInfos.ts';
import { loadLibrary } from './library.ts';
import { runSession } from './native.ts';
import { fromNative, toNative } from './nativeTensors.ts';

/**
 * Drift of each tensor of the stored graph between two healthy runs on these inputs: exposed at level `all`, with the
 * runtime's fastest kernels, and at `disabled`. It is what other kernels alone do to this model.
 */
export const noiseFloor = async (
  inference: Inference,
  options: CaptureOptions,
): Promise<ReadonlyMap<string, number>> => {
  const floors = new Map<string, number>();
  const { graph } = decodedModel(inference.model);
  if (!graph) return floors;
  const feeds = Object.fromEntries(
    Object.entries(inference.inputs).map(([name, value]) => [name, toNative(name, value)]),
  );
  const shadow = layeredShadow(inference.model, inference.sessionOptions, 'original');
  const run = (level: string, tensors: readonly string[]): Map<string, Tensor> => {
    const options = { ...shadow.model.options, graphOptimizationLevel: level };
    const { session, outputs } = expose(loadLibrary(), { ...shadow.model, options }, tensors);
    try {
      const results = runSession(
        session,
        feeds,
        tensors.flatMap((name) => outputs.get(name) ?? []),
      );
      return new Map(
        tensors.flatMap((name) => {
          const value = results[outputs.get(name) ?? ''];
          return value ? [[name, fromNative(value)] as const] : [];
        }),
      );
    } finally {
      session.dispose();
    }
  };
  // Two runs are held at a time.
  for (const part of slices(
    layersOfGraph(graph),
    layerBytesOf(shadow, inference.inputs),
    budgetShare(options.maxBytes) / 2,
  )) {
    const names = part.map(({ tensor }) => tensor);
    const [fast, plain] = [run('all', names), run('disabled', names)];
    for (const { tensor, info } of part) {
      const [a, b] = [plain.get(tensor), fast.get(tensor)];
      if (a && b && a.dtype !== 'string') floors.set(info.id, outputDrift(a, b));
    }
  }
  return floors;
};
