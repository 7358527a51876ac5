import { describe, expect, test } from 'vitest';
import { accept } from '../../src/compare/accept.ts';
import { type CompareOptions, compare } from '../../src/compare/compare.ts';
import { saturates } from '../../src/compare/conversion.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Comparison } from '../../src/verdicts/comparison.ts';
import { rows } from '../../src/verdicts/tolerances.ts';
import { fixture, photo, photos, referenceOf, traced } from '../compare/models.ts';

interface Pair {
  deployed: string;
  reference: string;
  inputs?: Record<string, Tensor>[];
  options?: CompareOptions;
  withoutModel?: boolean;
}

const compared = async ({ deployed, reference, inputs, options, withoutModel }: Pair): Promise<Comparison> => {
  const references = [];
  const traces = [];
  for (const each of inputs ?? [undefined]) {
    references.push(await referenceOf(fixture(reference), each));
    traces.push(await traced(fixture(deployed), 'deployed', each));
  }
  const given = references.map(({ trace, replay }) => ({ trace, ...(withoutModel ? {} : { replay }) }));
  const comparison = await compare(traces, given, options);
  for (const { replay } of references) await replay.close();
  return comparison;
};

const china = [photo('china.jpg')];
const all = photos.map(photo);
const trunc = 'effnet-lite0-trunc';
const int8: Pair = { deployed: `${trunc}-int8`, reference: trunc, inputs: china };
const dynamic: Pair = { deployed: 'graphs/transformer-a-dynamic', reference: 'graphs/transformer-a' };
const acceptedOf = async (pair: Pair): Promise<Pair> => ({
  ...pair,
  options: { accepted: accept(await compared(pair)) },
});
const outputs = saturates(await traced(fixture(`${trunc}-int8`), 'deployed', photo('china.jpg')))
  ? rows.quantizedOutputsSaturating
  : rows.quantizedOutputs;

/** Healthy pairs of real models, each judged by its row: within it, and no longer when the row is made tighter. */
const healthy: [string, () => Pair | Promise<Pair>][] = [
  [rows.float.name, () => ({ deployed: `${trunc}-torch-export`, reference: trunc, inputs: china })],
  [rows.drift.name, () => ({ deployed: `${trunc}-torch-export`, reference: trunc, inputs: china, withoutModel: true })],
  [rows.float16.name, () => ({ deployed: `${trunc}-float16`, reference: trunc, inputs: china })],
  [rows.float16Outputs.name, () => ({ deployed: `${trunc}-float16`, reference: trunc, inputs: china })],
  [outputs.name, () => int8],
  [rows.acceptedSteps.name, () => acceptedOf(int8)],
  [rows.acceptedOwn.name, () => acceptedOf(dynamic)],
];

describe('a healthy pair', () => {
  test.each(healthy)('is within the row "%s", and beyond it when that is tightened', async (row, make) => {
    const pair = await make();
    expect((await compared(pair)).verdict).toBe('match');
    const tight = await compared({ ...pair, options: { ...pair.options, tolerance: { [row]: 1e-12 } } });
    const beyond = tight.layers.filter((layer) => layer.row === row && layer.status === 'diverges');
    expect(beyond.length).toBeGreaterThan(0);
    expect(tight.verdict).toBe('mismatch');
  });

  test.each([
    [rows.weakSteps.name, int8],
    [rows.weakOwn.name, dynamic],
  ])('is explained by the row "%s", which is no alarm', async (row, pair) => {
    const tight = await compared({ ...pair, options: { tolerance: { [row]: 1e-12 } } });
    expect(tight.layers.some((layer) => layer.row === row && layer.status === 'weak')).toBe(true);
    expect(tight.verdict).toBe('match');
  });
});

describe('a faulty model', () => {
  test('is beyond the row of the same quantized model, in which the healthy one is', async () => {
    const same = { deployed: `${trunc}-int8`, reference: `${trunc}-int8`, inputs: china };
    expect((await compared(same)).verdict).toBe('match');
    const { first } = await compared({ ...same, deployed: 'faults/q-bias-lost' });
    expect([first?.row, first?.reference]).toEqual([
      rows.sameQuantized.name,
      expect.stringMatching(/^block03\/project/),
    ]);
  });

  test('is beyond the accepted levels, over several photos', async () => {
    const pair = await acceptedOf({ ...int8, inputs: all });
    expect((await compared(pair)).verdict).toBe('match');
    const accepted = pair.options?.accepted ?? {};
    const wider = Object.fromEntries(
      Object.entries(accepted).map(([id, each]) => [id, { ...each, levels: 3 * (each.levels ?? 0) }]),
    );
    const { layers } = await compared({ ...pair, options: { accepted: wider } });
    expect(layers.some(({ row, status }) => row === rows.acceptedLevels.name && status === 'diverges')).toBe(true);
  });

  test('of the same dynamic quantization is judged by its own row', async () => {
    const same = { deployed: dynamic.deployed, reference: dynamic.deployed };
    const { verdict, layers } = await compared(same);
    expect(verdict).toBe('match');
    expect(layers.some(({ row, own }) => row === rows.sameDynamic.name && own !== undefined)).toBe(true);
  });
});
