import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { layersInMemory } from '../../src/trace/layers.ts';
import type { Layer, Trace } from '../../src/trace/trace.ts';
import { fixture, photo, referenceOf, traced } from './models.ts';

/** The same trace, said to come from bfloat16 weights, every value off by a share of its layer's range. */
const roundedTo = async (trace: Trace, share: number): Promise<Trace> => {
  const layers: Layer[] = [];
  for await (const layer of trace.layers.read()) {
    const values = layer.tensor.data as Float32Array;
    const range = values.reduce((most, value) => Math.max(most, value), -1e9) - Math.min(...values);
    const data = values.map((value, i) => value + (i % 2 === 0 ? 1 : -1) * share * range);
    layers.push({ ...layer, tensor: { ...layer.tensor, data } });
  }
  const outputs = Object.fromEntries(
    Object.keys(trace.outputs).map((id) => [id, (layers.find((layer) => layer.id === id) as Layer).tensor]),
  );
  const model = { ...trace.model, weights: 'bfloat16' as const };
  return { ...trace, model, outputs, layers: layersInMemory(await trace.layers.list(), layers) };
};

test('bfloat16 weights lose more than float16 ones, in rows of their own', async () => {
  const inputs = photo('china.jpg');
  const reference = { trace: (await referenceOf(fixture('effnet-lite0-trunc'), inputs)).trace };
  const deployed = await traced(fixture('effnet-lite0-trunc'), 'original', inputs);
  const healthy = await compare(await roundedTo(deployed, 0.02), reference);
  expect(healthy.verdict).toBe('match');
  expect(healthy.layers.at(-1)).toMatchObject({ row: 'bfloat16, outputs' });
  expect((await compare(await roundedTo(deployed, 0.1), reference)).verdict).toBe('mismatch');
});
