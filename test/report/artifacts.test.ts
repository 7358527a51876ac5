import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepTrace } from '../../src/report/artifacts.ts';
import { layersInMemory } from '../../src/trace/layers.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import type { Layer, LayerInfo, Trace } from '../../src/trace/trace.ts';
import type { Comparison, LayerComparison } from '../../src/verdicts/comparison.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exray-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

const names = ['a', 'b', 'c', 'd'];
const trace = (result: unknown = { label: 'cat' }, elements = 250, isShapeKnown = true): Trace => {
  const infos = names.map(
    (id, index): LayerInfo => ({
      ...{
        id,
        op: 'Relu',
        output: 0,
        inputs: index === 0 ? [] : [names[index - 1] as string],
        weights: [],
        attributes: {},
      },
      ...(isShapeKnown && { dtype: 'float32' as const, shape: [elements] }),
    }),
  );
  const layers = infos.map(
    ({ id, op, inputs }): Layer => ({
      ...{ id, op, inputs },
      tensor: { dtype: 'float32', shape: [elements], data: new Float32Array(elements) },
    }),
  );
  return {
    ...{ model: { format: 'onnx' }, runtime: { name: 'none', version: '0', provider: 'cpu', isa: 'any' } },
    ...{ capture: 'deployed', layout: 'unknown', inputs: {}, outputs: {}, notes: [], result },
    layers: layersInMemory({ layers: infos, unseen: [] }, layers),
  };
};
const kept = async (path: string): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { id } of (await loadTrace(resolve(path))).layers.read()) ids.push(id);
  return ids;
};
const keep = (test: string, options: Partial<Parameters<typeof keepTrace>[1]> = {}, given = trace()) =>
  keepTrace(given, { testName: test, testFile: '/project/a.test.ts', folder, ...options });

test('a trace is kept whole where it is small, in a folder that ignores itself', async () => {
  const path = await keep('classifies: a photo / of a cat');
  expect(path).toMatch(/classifies-a-photo-of-a-cat-[0-9a-f]{8}\.safetensors$/);
  expect(await kept(path)).toEqual(names);
  expect((await loadTrace(resolve(path))).result).toEqual({ label: 'cat' });
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
});

test('a later failure of the same test takes its place; the same name in another file does not', async () => {
  const paths = [
    await keep('x'),
    await keep('x'),
    await keep('x', { testFile: '/project/b.test.ts' }),
    await keep('x', { index: 1 }),
  ];
  expect(new Set(paths).size).toBe(3);
});

test('several traces of one test share what one may keep, and leave nothing of an earlier failure', async () => {
  const of = 3;
  const sizes: number[] = [];
  for (let index = 0; index < of; index++)
    sizes.push((await kept(await keep('shared', { index, of, mostBytes: 6500 }))).length);
  expect(sizes).toEqual([2, 2, 2]); // of 1000 bytes each
  expect((await readdir(folder)).filter((name) => name.startsWith('shared'))).toHaveLength(3);
  const other = await keep('shared-2');
  expect(await kept(await keep('shared', { mostBytes: 6500 }))).toEqual(names);
  expect((await readdir(folder)).filter((name) => name.startsWith('shared'))).toHaveLength(2);
  expect(await kept(other)).toEqual(names);
});

test('inputs and outputs that are too large by themselves are not kept, and the message can say why', async () => {
  const x = { dtype: 'float32', shape: [2 ** 19], data: new Float32Array(2 ** 19) } as const;
  await expect(keep('huge', { mostBytes: 2 ** 20 }, { ...trace(), inputs: { x } })).rejects.toThrow(
    'inputs and outputs alone take 2 MiB, and of one test at most 1 MiB are kept',
  );
  expect((await readdir(folder)).filter((name) => name.endsWith('.safetensors'))).toEqual([]);
});

test.each([true, false])(
  'a large one keeps the faulty layer and what it reads (shapes known before: %s)',
  async (isKnown) => {
    const layer = (deployed: string, status: LayerComparison['status']) => ({ deployed, status }) as LayerComparison;
    const first = layer('c', 'diverges');
    const comparison = {
      layers: [layer('a', 'agrees'), layer('b', 'agrees'), first, layer('d', 'agrees')],
      first,
    } as Comparison;
    const path = await keep('large', { mostBytes: 2500, comparison }, trace(undefined, 250, isKnown));
    const ids = await kept(path);
    expect(ids.length).toBe(2);
    if (isKnown) expect(ids).toEqual(['b', 'c']);
    expect((await stat(resolve(path))).size).toBeLessThan(2500 + 8192);
  },
);

test('the oldest are removed, never the newest', async () => {
  const first = resolve(await keep('first'));
  await utimes(first, 1, 1);
  for (const name of ['second', 'third', 'fourth']) await keep(name, { mostFiles: 3 });
  const files = (await readdir(folder)).filter((name) => name.endsWith('.safetensors'));
  expect(files.map((name) => name.split('-')[0]).sort()).toEqual(['fourth', 'second', 'third']);
});

test('pictures go with their trace', async () => {
  const picturesOf = async () => (await readdir(folder)).filter((name) => name.endsWith('.png'));
  const draw = (path: string, ...names: string[]) =>
    Promise.all(names.map((name) => writeFile(resolve(path).replace('.safetensors', `-${name}.png`), 'a picture')));
  const one = await keep('one');
  await draw(one, 'saw', 'should-have-seen', 'difference');
  const other = await keep('one and another');
  await draw(other, 'saw');
  await keep('one');
  expect(await picturesOf()).toEqual([expect.stringMatching(/^one-and-another-\w+-saw\.png$/)]);
  await utimes(resolve(other), 1, 1);
  await keep('one', { mostFiles: 1 });
  expect(await picturesOf()).toEqual([]);
});

test('a result that no JSON can hold does not lose the trace', async () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const path = await keep('circle', {}, trace(circle));
  expect((await loadTrace(resolve(path))).result).toBeUndefined();
});
