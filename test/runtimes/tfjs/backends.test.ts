import { afterAll, describe, expect, it } from 'vitest';
import { record } from '../../../src/record/record.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { loadTrunc, tf } from './models.ts';
import { layersOf } from './read.ts';

const photo = Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.sin(i / 7) * 2);

const recorded = async (kind: 'graph' | 'layers'): Promise<Trace> => {
  const model = await loadTrunc(kind);
  const x = tf.tensor4d(photo, [1, 64, 64, 3]);
  const before = tf.memory();
  const trace = await record(() => tf.dispose(model.predict(x)));
  const layers = await layersOf(trace);
  expect(tf.memory()).toEqual(before);
  const output = Object.keys(trace.outputs)[0] as string;
  expect(data(layers[output])).toEqual(data(trace.outputs[output]));
  expect(trace.notes).toEqual([]);
  return trace;
};

const data = (tensor: { data: unknown } | undefined): Float32Array => tensor?.data as Float32Array;

/** Largest difference over the largest value. */
const apart = (a: Float32Array, b: Float32Array): number => {
  let [difference, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] as number) - (b[i] as number)));
    largest = Math.max(largest, Math.abs(b[i] as number));
  }
  return difference / largest;
};

describe.each(['graph', 'layers'] as const)('the wasm backend and the cpu backend, a %s model', (kind) => {
  it('show the same layers, each with its own values', async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    const [wasm, cpu] = [await on('wasm', kind), await on('cpu', kind)];
    expect(wasm.runtime).toMatchObject({ name: 'tfjs', version: '4.22.0', provider: 'wasm' });
    expect(Object.keys(wasm.layers)).toEqual(Object.keys(cpu.layers));
    for (const [id, layer] of Object.entries(wasm.layers)) {
      expect(apart(data(layer), data(cpu.layers[id])), id).toBeLessThan(1e-4);
    }
  });
});

const on = async (backend: string, kind: 'graph' | 'layers') => {
  await tf.setBackend(backend);
  await tf.ready();
  const { runtime, layers, ...trace } = await recorded(kind);
  return { runtime, layers: await layersOf({ ...trace, runtime, layers }) };
};

afterAll(async () => {
  await tf.setBackend('cpu');
});
