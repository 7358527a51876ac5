import { describe, expect, it } from 'vitest';
import { captureInference } from '../../../src/runtimes/onnxruntime-node/capture.ts';
import { outputDrift } from '../../../src/runtimes/outputDrift.ts';
import type { CaptureOptions } from '../../../src/runtimes/runtime.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { inferEffnet, layersOf } from './effnet.ts';

const captured = async (name: string, capture: CaptureOptions['capture']) => {
  const inference = await inferEffnet(name, { graphOptimizationLevel: 'extended' });
  const trace = await captureInference(inference, { capture, layers: 'all', maxBytes: 2 ** 30 });
  return { trace, layers: await layersOf(trace), list: await trace.layers.list() };
};

describe('a float16 model', () => {
  it('as stored: every tensor under its name, as float16', async () => {
    const { trace, layers } = await captured('effnet-lite0-trunc-float16', 'original');
    const float = await captured('effnet-lite0-trunc', 'original');
    expect(trace.model.weights).toBe('float16');
    const [input, ...inner] = layers.filter(({ tensor }) => tensor.dtype === 'float16');
    expect(input).toMatchObject({ op: 'Cast', inputs: ['images'] });
    expect(inner).toHaveLength(float.layers.length);
    expect(inner.slice(0, -1).map(({ id }) => id)).toEqual(float.layers.slice(0, -1).map(({ id }) => id));
    expect(inner[0]?.tensor.data.constructor.name).toBe('Uint16Array');
  });

  it('as deployed: the runtime computes in float32, and the layers have the model’s names, without what it put before them', async () => {
    const { trace, layers, list } = await captured('effnet-lite0-trunc-float16', 'deployed');
    const float = await captured('effnet-lite0-trunc', 'deployed');
    const ids = new Map(layers.map((layer) => [layer.id, layer.tensor]));
    expect(layers.at(-1)?.tensor.data).toEqual(trace.outputs.features?.data);
    expect([...ids.keys()].filter((id) => id.includes('InsertedPrecisionFreeCast_'))).toEqual([]);
    expect(list.layers.map(({ id }) => id)).toEqual([...ids.keys()]);
    const drifts = float.layers.slice(0, -1).map(({ id, tensor }) => outputDrift(tensor, ids.get(id) as Tensor));
    expect(Math.max(...drifts)).toBeLessThan(2e-2); // what a float16 conversion may do to outputs
    expect(trace.notes).toEqual([]);
  });
});
