import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { explainByGolden } from '../../../src/golden/explainByGolden.ts';
import { explainDivergence } from '../../../src/reference/explainDivergence.ts';
import { onnxruntimeNode as runtime } from '../../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import { realValues } from '../../../src/tensor/realValues.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { models, type Photo, say } from '../runs.ts';
import { healthyOf, traceOfBytes } from './goldens.ts';

const variants = ['opset21', 'unfolded-bn', 'float16', 'float16-weights', 'reordered'];

/**
 * What is said of layers that differ by nothing but other kernels, roundings and formats, though nobody would ask: every
 * name is a wrong one.
 */
export const benignCauses = async (folder: string, photos: readonly Photo[], every: number): Promise<void> => {
  const float = join(models, 'effnet-lite0.onnx');
  const int8 = join(models, 'effnet-lite0-int8.onnx');
  for (const photo of photos) {
    const healthy = await healthyOf(await traceOfBytes({ path: float }, photo));
    for (const name of variants) {
      const path = join(folder, `benign-${name}.onnx`);
      if (existsSync(path)) await count(`${name}, ${photo.name}`, await traceOfBytes({ path }, photo), healthy, every);
    }
    await count(`level disabled, ${photo.name}`, await disabled(float, photo), healthy, every);
    const quantized = await healthyOf(await traceOfBytes({ path: int8 }, photo, { capture: 'deployed' }));
    await count(`int8, level disabled, ${photo.name}`, await disabled(int8, photo), quantized, every);
  }
};

const disabled = async (path: string, photo: Photo): Promise<Trace> => {
  const side = Math.sqrt(photo.data.length / 3);
  const inputs = { images: { dtype: 'float32', shape: [1, 3, side, side], data: photo.data } } as const;
  const inference = await runtime.infer({ path }, inputs, { intraOpNumThreads: 1, graphOptimizationLevel: 'disabled' });
  return runtime.capture(inference, { capture: 'deployed', layers: 'all', maxBytes: 2 ** 30 });
};

const count = async (
  what: string,
  trace: Trace,
  { golden, layers }: Awaited<ReturnType<typeof healthyOf>>,
  every: number,
): Promise<void> => {
  const expected = new Map(golden.layers.filter((_, i) => i % every === 0).map((layer) => [layer.id, layer]));
  const names: string[] = [];
  let compared = 0;
  for await (const { id, op, tensor, quantization } of trace.layers.read()) {
    const [known, whole] = [expected.get(id), layers.get(id)];
    if (!known || !whole || known.shape.join() !== tensor.shape.join()) continue;
    compared++;
    const fresh = { tensor, op, layout: trace.layout, ...(quantization && { quantization }) };
    const byGolden = explainByGolden(fresh, known, Number.POSITIVE_INFINITY);
    const step = quantization?.scale[0];
    const byValues = explainDivergence({
      ...{ id, op, shape: tensor.shape, layout: trace.layout },
      deployed: realValues(tensor, quantization),
      expected: realValues(whole.tensor, whole.quantization),
      ...(step === undefined ? {} : { step }),
    });
    for (const finding of [byGolden && { kind: `${byGolden.name} (golden)` }, byValues])
      if (finding) names.push(`${finding.kind} at ${id}`);
  }
  say(`${what}: ${compared} layers, ${names.length} named ${names.slice(0, 4).join(', ')}`);
};
