import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Replay } from '../../src/runtimes/runtime.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { layersInMemory } from '../../src/trace/layers.ts';
import type { Layer, LayerInfo, Trace } from '../../src/trace/trace.ts';
import type { Comparison } from '../../src/verdicts/comparison.ts';

type Made = [id: string, op: string, inputs: string[], values: number[] | Tensor, info?: Partial<LayerInfo>];

const floats = (values: number[]): Tensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const longs = (values: number[]): Tensor => ({
  dtype: 'int64',
  shape: [values.length],
  data: BigInt64Array.from(values.map(BigInt)),
});

/** A trace by hand: what a runtime would hand out of a graph of a few nodes. */
const trace = (made: readonly Made[], outputs: string[], more: Partial<Trace> = {}): Trace => {
  const layers: Layer[] = made.map(([id, op, inputs, values]) => ({
    id,
    op,
    inputs,
    tensor: Array.isArray(values) ? floats(values) : values,
  }));
  const infos = made.map(([id, op, inputs, , info]) => ({
    ...{ id, op, inputs, output: 0, weights: [], attributes: {} },
    ...info,
  }));
  const tensors = new Map(layers.map(({ id, tensor }) => [id, tensor]));
  return {
    ...{ model: { format: 'onnx' }, runtime: { name: 'test', version: '1', provider: 'cpu', isa: 'x64' } },
    ...{ capture: 'original', layout: 'NCHW', notes: [], inputs: { x: floats([1, 2, 3, 4]) } },
    outputs: Object.fromEntries(outputs.map((id) => [id, tensors.get(id) as Tensor])),
    layers: layersInMemory({ layers: infos, unseen: [] }, layers),
    ...more,
  };
};

const chain = (b: number[], c: number[], d: number[]): Made[] => [
  ['a', 'Relu', ['x'], [1, 2, 3, 4]],
  ['b', 'Exp', ['a'], b],
  ['c', 'Sqrt', ['b'], c],
  ['d', 'Neg', ['c'], d],
];
const healthy = chain([1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]);
const statuses = ({ layers }: Comparison) =>
  Object.fromEntries(layers.map(({ reference, status }) => [reference, status]));

/** A replay of single nodes, each a function of its input. */
const replayOf = (nodes: Record<string, [input: string, (value: number) => number]>): Replay => ({
  plan: async () =>
    Object.entries(nodes).map(([output, [input]]) => ({
      output,
      inputs: [input],
      nodes: [{ op: 'Op', node: output }],
    })),
  run: async (pieces, values) =>
    new Map(
      pieces.map(({ output, inputs }) => [
        output,
        floats(
          Array.from(
            values.get(inputs[0] as string)?.data as Float32Array,
            (nodes[output] as [string, (v: number) => number])[1],
          ),
        ),
      ]),
    ),
  close: async () => {},
});

describe('by tensors alone', () => {
  test('the first layer over its tolerance diverges, what reads it inherits', async () => {
    const found = await compare(trace(chain([1, 2, 3, 5], [5, 6, 7, 9], [9, 10, 11, 13]), ['d']), {
      trace: trace(healthy, ['d']),
    });
    expect(statuses(found)).toEqual({ a: 'agrees', b: 'diverges', c: 'inherits', d: 'inherits' });
    expect(found).toMatchObject({ verdict: 'mismatch', first: { deployed: 'b', measure: 'drift', tolerance: 1e-5 } });
  });

  test('a fault that later layers hide is a mismatch all the same', async () => {
    const found = await compare(trace(chain([1, 2, 3, 5], [5, 6, 7, 8], [9, 10, 11, 12]), ['d']), {
      trace: trace(healthy, ['d']),
    });
    expect(found).toMatchObject({ verdict: 'mismatch', first: { deployed: 'b' } });
  });
});

describe('by own error', () => {
  const replay = replayOf({ a: ['x', (v) => v], b: ['a', (v) => v], c: ['b', (v) => v + 4], d: ['c', (v) => v + 4] });

  test('an inherited drift agrees, and a second fault is named too', async () => {
    const found = await compare(trace(chain([1, 2, 3, 5], [5, 6, 7, 9], [9, 10, 11, 14]), ['d']), {
      trace: trace(healthy, ['d']),
      replay,
    });
    expect(statuses(found)).toEqual({ a: 'agrees', b: 'diverges', c: 'agrees', d: 'diverges' });
    expect(found.layers.find(({ deployed }) => deployed === 'c')).toMatchObject({ own: 0, judgedBy: 'own' });
    expect(found.layers.find(({ deployed }) => deployed === 'c')?.drift).toBeGreaterThan(0.1);
  });

  test('NaN that is handed on is no fault of whoever hands it on', async () => {
    const values = [Number.NaN, 2, 3, 4];
    const found = await compare(trace(chain(values, [Number.NaN, 6, 7, 8], [Number.NaN, 10, 11, 12]), ['d']), {
      trace: trace(healthy, ['d']),
      replay,
    });
    expect(statuses(found)).toEqual({ a: 'agrees', b: 'diverges', c: 'agrees', d: 'agrees' });
    expect(found.findings).toMatchObject([{ kind: 'non-finite', where: 'b', evidence: { position: 0, count: 1 } }]);
  });
});

describe('tensors that must be equal', () => {
  const ids = (values: number[]): Made[] => [
    ['ids', 'Cast', ['x'], longs(values)],
    ['d', 'Gather', ['ids'], [1, 2]],
  ];

  test('integers differ by count', async () => {
    const found = await compare(trace(ids([1, 2, 4]), ['d']), { trace: trace(ids([1, 2, 3]), ['d']) });
    const alone = found.layers.find(({ deployed }) => deployed === 'ids');
    expect(found.layers.length === 1 || alone?.judgedBy === 'equality').toBe(true);
  });

  const top = (values: number[], picked: number[], indices: number[]): Made[] => [
    ['scores', 'Sigmoid', ['x'], values],
    ['best', 'TopK', ['scores'], picked, { attributes: { axis: -1 } }],
    ['best/1', 'TopK', ['scores'], longs(indices), { output: 1, attributes: { axis: -1 } }],
    ['boxes', 'GatherElements', ['best/1'], indices],
  ];

  test('a tie of a selection is a note, what reads it is not called a fault', async () => {
    const deployed = trace(top([0.5, 0.9, 0.9000001, 0.1], [0.9000001, 0.9], [2, 1]), ['boxes']);
    const reference = trace(top([0.5, 0.9000001, 0.9, 0.1], [0.9000001, 0.9], [1, 2]), ['boxes']);
    const found = await compare(deployed, { trace: reference });
    expect(found.findings.map(({ kind }) => kind)).toContain('selection-tie');
    expect(found.first).toBeUndefined();
    expect(found.verdict).toBe('undecided');
  });

  test('other indices that select other values are a fault', async () => {
    const deployed = trace(top([0.5, 0.9, 0.2, 0.1], [0.9, 0.5], [1, 2]), ['boxes']);
    const reference = trace(top([0.5, 0.9, 0.2, 0.1], [0.9, 0.5], [1, 0]), ['boxes']);
    expect(await compare(deployed, { trace: reference })).toMatchObject({
      verdict: 'mismatch',
      first: { deployed: 'best/1' },
    });
  });
});

test('another shape is a fault of the layer, with both shapes', async () => {
  const other = healthy.map((layer): Made => (layer[0] === 'b' ? ['b', 'Exp', ['a'], [1, 2, 3]] : layer));
  const found = await compare(trace(other, ['d']), { trace: trace(healthy, ['d']) });
  expect(found.verdict).toBe('mismatch');
  expect(found.findings).toMatchObject([{ kind: 'layer-shape', where: 'b', found: [3], expected: [4] }]);
});

test('a layer chosen by the user’s own pairs is compared with that one', async () => {
  const reference = trace([...healthy, ['e', 'Abs', ['c'], [9, 10, 11, 12]]], ['d']);
  const found = await compare(trace(healthy, ['d']), { trace: reference }, { pairs: { d: 'e' } });
  expect(found.layers.find(({ deployed }) => deployed === 'd')).toMatchObject({ reference: 'e', pairedBy: 'by hand' });
});
