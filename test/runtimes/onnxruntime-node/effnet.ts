import { inferModel } from '../../../src/runtimes/onnxruntime-node/infer.ts';
import type { Layer, Trace } from '../../../src/trace/trace.ts';

/** Path of a model fixture. */
export const modelFile = (name: string): string =>
  new URL(`../../../fixtures/models/${name}.onnx`, import.meta.url).pathname;

/** An inference of a truncated EfficientNet-Lite0 (64 x 64) or a whole one (224 x 224) on a smooth pattern. */
export const inferEffnet = (name: string, sessionOptions = {}, batch = 1) => {
  const side = name.includes('trunc') ? 64 : 224;
  const data = Float32Array.from(
    { length: batch * 3 * side * side },
    (_, i) => Math.sin(i / 37) * 0.8 + Math.cos(i / 1013) * 0.2,
  );
  return inferModel(
    { path: modelFile(name) },
    { images: { dtype: 'float32', shape: [batch, 3, side, side], data } },
    sessionOptions,
  );
};

/** Every layer of a trace. */
export const layersOf = async (trace: Trace, ids?: readonly string[]): Promise<Layer[]> => {
  const layers: Layer[] = [];
  for await (const layer of trace.layers.read(ids)) layers.push(layer);
  return layers;
};
