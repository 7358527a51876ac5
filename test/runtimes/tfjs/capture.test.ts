import { describe, expect, it } from 'vitest';
import { record } from '../../../src/record/record.ts';
import { captureInference } from '../../../src/runtimes/onnxruntime-node/capture.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import type { Layer, Trace, WeightFingerprint } from '../../../src/trace/trace.ts';
import { loadTrunc, tf } from './models.ts';

const photo = () => tf.randomNormal([1, 64, 64, 3], 0, 1, 'float32', 7);

const bytes = (tensor: Tensor | undefined): Buffer =>
  Buffer.from(((tensor?.data ?? new Float32Array()) as Float32Array).buffer);

const all = async (trace: Trace): Promise<Layer[]> => {
  const layers: Layer[] = [];
  for await (const layer of trace.layers.read()) layers.push(layer);
  return layers;
};

const onnxWeights = async (): Promise<WeightFingerprint[]> => {
  const trace = await captureInference(
    {
      runtime: 'onnxruntime-node',
      model: { path: 'fixtures/models/effnet-lite0-trunc.onnx' },
      sessionOptions: {},
      session: {},
      inputs: {},
      outputs: {},
      milliseconds: 0,
    },
    { capture: 'original', layers: 'all', maxBytes: 2 ** 30 },
  );
  return (await trace.layers.list()).layers.flatMap(({ weights }) => weights);
};

/** Kernels and biases, one line each. */
const lines = (weights: readonly WeightFingerprint[]): string[] =>
  weights
    .filter(({ role }) => role !== 'constant')
    .map(({ role, shape, hash, sketch }) => `${role} [${shape}] ${hash} ${sketch.slice(0, 3)}`)
    .sort();

describe.each(['graph', 'layers'] as const)('the truncated EfficientNet-Lite0 as a tfjs %s model', (kind) => {
  it('shows every layer, with the outputs that the app got', async () => {
    const model = await loadTrunc(kind);
    const x = photo();
    const trace = await record(() => model.predict(x));
    const layers = await all(trace);
    expect(layers).toHaveLength(kind === 'graph' ? 21 : 32);
    expect(trace.notes).toEqual([]);
    const [[id, output]] = Object.entries(trace.outputs) as [[string, Tensor]];
    expect(layers.at(-1)?.id).toBe(id);
    expect(bytes(layers.at(-1)?.tensor).equals(bytes(output))).toBe(true);
    expect(trace).toMatchObject({
      model: { format: `tfjs-${kind}`, weights: 'float32' },
      runtime: { name: 'tfjs', version: '4.22.0', provider: 'cpu' },
      layout: 'NHWC',
    });
  });

  it('has the very weights of the ONNX file, by their fingerprints', async () => {
    const model = await loadTrunc(kind);
    const x = photo();
    const trace = await record(() => model.predict(x));
    const { layers } = await trace.layers.list();
    expect(lines(layers.flatMap(({ weights }) => weights))).toEqual(lines(await onnxWeights()));
  });

  it('leaves the memory of tfjs as it was', async () => {
    const model = await loadTrunc(kind);
    const x = photo();
    tf.dispose(model.predict(x));
    const { numTensors, numBytes } = tf.memory();
    const trace = await record(() => tf.tidy(() => void model.predict(x)));
    await all(trace);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  });
});
