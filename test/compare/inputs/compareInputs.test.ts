import { describe, expect, test } from 'vitest';
import { compareInputs } from '../../../src/compare/inputs/compareInputs.ts';
import { permute } from '../../../src/tensor/permute.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

const ids = (values: number[], shape = [1, values.length]): Tensor => ({
  dtype: 'int64',
  shape,
  data: BigInt64Array.from(values, BigInt),
});
const picture = (change: (value: number, channel: number) => number = (value) => value): Tensor => ({
  dtype: 'float32',
  shape: [1, 3, 8, 8],
  data: Float32Array.from({ length: 192 }, (_, index) => {
    const channel = Math.floor(index / 64);
    return change(Math.sin(index * (channel + 1) * 0.7) * 0.5 + 0.5, channel);
  }),
});
const first = (deployed: Record<string, Tensor>, reference: Record<string, Tensor>) =>
  compareInputs(deployed, reference).findings[0];

describe('token ids and masks', () => {
  test('must be equal, and the first that is not is named', () => {
    expect(compareInputs({ ids: ids([1, 2, 3]) }, { ids: ids([1, 2, 3]) })).toMatchObject({
      verdict: 'match',
      compared: 1,
    });
    expect(first({ ids: ids([1, 2, 3, 4, 9, 6], [2, 3]) }, { ids: ids([1, 2, 3, 4, 5, 6], [2, 3]) })).toMatchObject({
      kind: 'input-integers',
      found: 9,
      expected: 5,
      evidence: { position: '[1, 1]', count: 1, of: 6 },
    });
  });

  test('beyond 2^53 still differ', () => {
    const big = (value: bigint): Tensor => ({ dtype: 'int64', shape: [1], data: BigInt64Array.of(value) });
    expect(first({ ids: big(9007199254740993n) }, { ids: big(9007199254740992n) })).toMatchObject({
      evidence: { position: '[0]' },
    });
  });

  test('padded on the other side are told as that', () => {
    expect(first({ ids: ids([0, 0, 7, 8, 9]) }, { ids: ids([7, 8, 9, 0, 0]) })?.evidence).toMatchObject({
      padding: 'left',
      expectedPadding: 'right',
      pad: '0',
    });
    expect(first({ ids: ids([7, 8, 9, 1]) }, { ids: ids([1, 1, 7, 8, 9]) })).toMatchObject({
      kind: 'input-shape',
      evidence: { padding: 'right', expectedPadding: 'left' },
    });
  });

  test('without the start token are told as that', () => {
    expect(first({ ids: ids([7, 8, 9, 2]) }, { ids: ids([101, 7, 8, 9]) })?.evidence).toMatchObject({
      shift: -1,
      token: '101',
    });
    expect(first({ ids: ids([101, 101, 7, 8]) }, { ids: ids([101, 7, 8, 9]) })?.evidence).toMatchObject({ shift: 1 });
  });

  test('a mask says how much it sets', () => {
    expect(first({ mask: ids([1, 1, 1, 1]) }, { mask: ids([1, 1, 0, 0]) })?.evidence).toMatchObject({
      set: 4,
      expectedSet: 2,
    });
  });

  test('strings are exact', () => {
    const text = (...data: string[]): Tensor => ({ dtype: 'string', shape: [data.length], data });
    expect(compareInputs({ text: text('a', 'b') }, { text: text('a', 'b') }).verdict).toBe('match');
    expect(first({ text: text('a', 'b') }, { text: text('a', 'c') })).toMatchObject({ found: 'b', expected: 'c' });
  });
});

describe('pictures', () => {
  test('agree within rounding', () => {
    const moved = picture((value) => value + 1e-7);
    expect(compareInputs({ x: moved }, { x: picture() })).toMatchObject({ verdict: 'match', notes: [] });
  });

  test('another resizer of the same picture is a note', () => {
    let seed = 1;
    const noisy = picture((value) => {
      seed = (seed * 48271) % 2147483647;
      return value + (seed / 2147483647 - 0.5) * 0.01;
    });
    const { verdict, notes } = compareInputs({ x: noisy }, { x: picture() });
    expect(verdict).toBe('match');
    expect(notes.map(({ kind }) => kind)).toEqual(['input-library']);
  });

  test('features that are no picture have no such room', () => {
    const features = (offset: number): Tensor => ({
      ...picture((value, channel) => value + (channel === 1 ? offset : 0)),
      shape: [1, 192],
    });
    expect(compareInputs({ x: features(0.004) }, { x: features(0) }).verdict).toBe('mismatch');
  });

  test('BGR for RGB is told', () => {
    const rgb = picture();
    const bgr = {
      ...rgb,
      data: Float32Array.from([2, 1, 0].flatMap((c) => [...(rgb.data as Float32Array).slice(c * 64, c * 64 + 64)])),
    };
    expect(first({ x: bgr }, { x: rgb })?.evidence.likely).toBe('channels-reversed');
    const [one, other] = [permute(bgr, [0, 2, 3, 1]), permute(rgb, [0, 2, 3, 1])];
    expect(first({ x: one }, { x: other })?.evidence.likely).toBe('channels-reversed');
  });

  test('another normalization is told with its numbers', () => {
    const evidence = first({ x: picture((value) => value * 2 - 1) }, { x: picture() })?.evidence;
    expect(evidence?.likely).toBe('scaled');
    expect(evidence?.scale).toBeCloseTo(2, 4);
    expect(evidence?.offset).toBeCloseTo(-1, 4);
  });

  test('another picture has no such explanation', () => {
    const other = picture((_, channel) => Math.cos(channel));
    expect(first({ x: other }, { x: picture() })?.evidence.likely).toBeUndefined();
  });

  test('channels last for channels first is a note', () => {
    const { verdict, notes } = compareInputs({ x: permute(picture(), [0, 2, 3, 1]) }, { x: picture() });
    expect(verdict).toBe('match');
    expect(notes).toMatchObject([{ kind: 'input-layout', found: [1, 8, 8, 3], evidence: { layout: 'NHWC' } }]);
  });

  test('another picture in another layout is told by its values', () => {
    const other = permute(
      picture((value) => value * 2 - 1),
      [0, 2, 3, 1],
    );
    expect(first({ x: other }, { x: picture() })).toMatchObject({
      kind: 'input-values',
      evidence: { likely: 'scaled', layout: 'NHWC' },
    });
  });

  test('a NaN is named with its place', () => {
    const broken = picture();
    (broken.data as Float32Array)[70] = Number.NaN;
    expect(first({ x: broken }, { x: picture() })).toMatchObject({
      kind: 'input-non-finite',
      evidence: { position: '[0, 1, 0, 6]', count: 1 },
    });
  });
});

describe('names, dtypes, order', () => {
  test('missing and additional inputs are named', () => {
    const { findings } = compareInputs({ a: ids([1]), x: ids([1]), y: ids([1]) }, { a: ids([1]), b: ids([1]) });
    expect(findings.map(({ kind, where }) => `${kind} ${where}`)).toEqual([
      'input-missing b',
      'input-extra x',
      'input-extra y',
    ]);
  });

  test('a single input may have another name on each side', () => {
    expect(compareInputs({ images: picture() }, { input_1: picture() })).toMatchObject({
      verdict: 'match',
      compared: 1,
    });
  });

  test('two inputs in the wrong order are told as swapped', () => {
    const [one, other] = [ids([1, 2, 3]), ids([0, 1, 1])];
    const { findings } = compareInputs({ ids: other, mask: one }, { ids: one, mask: other });
    expect(findings).toMatchObject([{ kind: 'input-order', expected: 'ids', found: 'mask' }]);
  });

  test('another dtype is a difference', () => {
    const narrow: Tensor = { dtype: 'int32', shape: [1], data: Int32Array.of(1) };
    expect(first({ a: narrow }, { a: ids([1]) })).toMatchObject({
      kind: 'input-dtype',
      found: 'int32',
      expected: 'int64',
    });
  });

  test('nothing to compare is no match', () => {
    expect(compareInputs({}, {}).verdict).toBe('mismatch');
  });
});
