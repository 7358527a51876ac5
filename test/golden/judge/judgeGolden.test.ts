import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Golden } from '../../../src/golden/golden.ts';
import { judgeGolden } from '../../../src/golden/judge/judgeGolden.ts';
import { goldenTensor } from '../../../src/golden/sketchTensor.ts';
import type { Comparison } from '../../../src/verdicts/comparison.ts';
import { rows } from '../../../src/verdicts/tolerances.ts';
import { float, golden, layer, moved, numbers, onVnni, otherInput, roundedInput } from './made.ts';

const [a, b, c] = [numbers(4000, 1), numbers(3000, 2), numbers(500, 3)];
/** x -> a -> b -> c, where some layers are other than they were. */
const chain = (changed: { a?: Float32Array; b?: Float32Array; c?: Float32Array } = {}): Golden =>
  golden([
    layer('a', float(changed.a ?? a)),
    layer('b', float(changed.b ?? b), { reads: ['a'] }),
    layer('c', float(changed.c ?? c), { reads: ['b'] }),
  ]);
const statuses = ({ layers }: Comparison) =>
  Object.fromEntries(layers.map(({ deployed, status }) => [deployed, status]));
const kinds = ({ findings }: Comparison) => findings.map(({ kind }) => kind);

describe('in the same environment', () => {
  test('equal bytes match, and no drift is anything but 0', () => {
    const found = judgeGolden(chain(), chain());
    expect(found).toMatchObject({ verdict: 'match', findings: [], unpaired: [] });
    expect(found.layers.map(({ drift }) => drift)).toEqual([0, 0, 0]);
  });

  test('the first layer over its tolerance diverges and what reads it inherits', () => {
    const found = judgeGolden(chain(), chain({ b: moved(b, 0.01), c: moved(c, 0.02) }));
    expect(found.verdict).toBe('mismatch');
    expect(statuses(found)).toEqual({ a: 'agrees', b: 'diverges', c: 'inherits' });
    expect(found.first).toMatchObject({ deployed: 'b', row: rows.goldenFloat.name, tolerance: 1e-5 });
  });

  test('a drift below the tolerance agrees as a whole interval, one that straddles it is undecided', () => {
    // rms of uniform noise in +-d over the range 2: d / sqrt(3) / 2
    const drifting = (drift: number) => moved(b, drift * 2 * Math.sqrt(3));
    expect(judgeGolden(chain(), chain({ b: drifting(3e-6) })).verdict).toBe('match');
    const open = judgeGolden(chain(), chain({ b: drifting(1e-5) }));
    expect(open.verdict).toBe('undecided');
    const [low, high] = open.layers[1]?.interval ?? [Number.NaN, Number.NaN];
    expect(low).toBeLessThan(1e-5);
    expect(high).toBeGreaterThan(1e-5);
    expect(open.passingTolerance).toBe(high);
  });

  test('where a later layer is over its tolerance for certain, it began at the one that may be', () => {
    const found = judgeGolden(chain(), chain({ b: moved(b, 3.4e-5), c: moved(c, 2e-4) }));
    expect(statuses(found)).toEqual({ a: 'agrees', b: 'undecided', c: 'inherits' });
    expect(found).toMatchObject({ verdict: 'mismatch', first: { deployed: 'b' } });
  });

  test('a difference that a sketch cannot resolve agrees and is marked', () => {
    const one = a.slice();
    one[17] = (one[17] as number) * (1 + 2 ** -23);
    const found = judgeGolden(chain(), chain({ a: one }));
    expect(found.verdict).toBe('match');
    expect(found.layers[0]).toMatchObject({ status: 'agrees', belowResolution: true });
  });

  test('the true drift lies within the interval', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        (seed, count, size) => {
          const [was, noise] = [numbers(count + 2, seed), numbers(count + 2, seed + 1)];
          const is = was.map((value, i) => value + size * (noise[i] as number));
          const squares = was.reduce((sum, value, i) => sum + ((is[i] as number) - value) ** 2, 0);
          const drift = Math.sqrt(squares / was.length) / (Math.max(...was) - Math.min(...was));
          const { layers } = judgeGolden(golden([layer('a', float(was))]), golden([layer('a', float(is))]));
          const { interval, drift: estimate } = layers[0] as (typeof layers)[number];
          const [low, high] = interval ?? [estimate, estimate];
          expect(drift).toBeGreaterThan(low * 0.999);
          expect(drift).toBeLessThan(high * 1.001);
        },
      ),
      { seed: 4 },
    );
  });

  test('a tolerance may be given for all layers, for one, or for a row of the table', () => {
    const other = chain({ b: moved(b, 1e-3) });
    const verdict = (tolerance: number | Record<string, number>) => judgeGolden(chain(), other, { tolerance }).verdict;
    expect(verdict(1e-2)).toBe('match');
    expect(verdict({ b: 1e-2 })).toBe('match');
    expect(verdict({ [rows.goldenFloat.name]: 1e-2 })).toBe('match');
    expect(verdict({ c: 1e-2 })).toBe('mismatch');
  });
});

describe('in another environment', () => {
  test('it says what differs, and 10 times the noise floor of a layer is its tolerance', () => {
    const noisy = chain();
    const expected = onVnni({ ...noisy, layers: noisy.layers.map((each) => ({ ...each, noise: 4e-5 })) });
    const found = judgeGolden(expected, chain({ b: moved(b, 1e-3) }));
    expect(found).toMatchObject({
      verdict: 'match',
      golden: { environment: [{ what: 'isa', was: 'x64+avx512vnni', is: 'x64+avx2' }] },
    });
    expect(found.layers[1]).toMatchObject({ row: rows.goldenElsewhere.name, tolerance: 4e-4 });
    expect(judgeGolden(expected, chain({ b: moved(b, 3e-3) })).verdict).toBe('mismatch');
  });

  test('a floor that is none of rounding hides nothing: it counts as 1e-3 at most', () => {
    const expected = onVnni(chain());
    const chaotic = { ...expected, layers: expected.layers.map((each) => ({ ...each, noise: 0.5 })) };
    expect(judgeGolden(chaotic, chain()).layers[1]).toMatchObject({ row: rows.goldenElsewhere.name, tolerance: 1e-2 });
  });

  test('layers that other kernels fuse are expected to be missing; in the same environment they are a finding', () => {
    const fewer = golden(chain().layers.filter(({ id }) => id !== 'b'));
    const elsewhere = judgeGolden(onVnni(chain()), fewer);
    expect(elsewhere.verdict).toBe('match');
    expect(elsewhere.unpaired).toMatchObject([{ id: 'b', side: 'reference', expected: true }]);
    const here = judgeGolden(chain(), fewer);
    expect(here.verdict).toBe('mismatch');
    expect(here.findings).toMatchObject([{ kind: 'layers-removed', expected: ['b'] }]);
    expect(kinds(judgeGolden(fewer, chain()))).toEqual(['layers-added']);
  });

  test('an output without a partner leaves it undecided', () => {
    const withOutput = (id: string) => golden([layer('a', float(a))], { outputs: [goldenTensor(id, float(c))] });
    expect(judgeGolden(onVnni(withOutput('scores')), withOutput('scores')).verdict).toBe('match');
    const none = golden([layer('a', float(a))], { outputs: [goldenTensor('logits', float(b))] });
    expect(judgeGolden(onVnni(withOutput('scores')), none).verdict).toBe('undecided');
  });
});

describe('the input is layer 0', () => {
  test('another input is the finding, and no layer is blamed', () => {
    const found = judgeGolden(chain(), { ...chain({ a: b.slice(0, 4000) }), inputs: [otherInput()] });
    expect(kinds(found)[0]).toBe('input-drift');
    expect(found.verdict).toBe('mismatch');
    const followed = judgeGolden(chain(), { ...chain({ a: moved(a, 0.1), b: moved(b, 0.1) }), inputs: [otherInput()] });
    expect(statuses(followed)).toEqual({ a: 'inherits', b: 'inherits', c: 'agrees' });
    expect(followed.first).toBeUndefined();
  });

  test('one that differs within rounding is a note with both versions of sharp, and layers get 3 times their input floor', () => {
    const floors = chain();
    const expected = {
      ...floors,
      runtime: { ...floors.runtime, sharp: '0.35.5', libvips: '8.18.0' },
      layers: floors.layers.map((each) => ({ ...each, inputNoise: 1e-3 })),
    };
    const rounded = (by: number): Golden => ({
      ...chain({ a: moved(a, by), b: moved(b, by) }),
      runtime: { ...floors.runtime, sharp: '0.36.0', libvips: '8.18.0' },
      inputs: [roundedInput()],
    });
    const found = judgeGolden(expected, rounded(5e-3));
    expect(found).toMatchObject({
      verdict: 'match',
      findings: [{ kind: 'input-rounding', evidence: { sharp: '0.35.5 -> 0.36.0' } }],
    });
    expect(found.findings[0]?.evidence.libvips).toBeUndefined();
    expect(found.layers[0]).toMatchObject({ row: rows.goldenInput.name, tolerance: 3e-3 });
    const wrong = judgeGolden(expected, rounded(0.1));
    expect(wrong).toMatchObject({ verdict: 'mismatch', first: { deployed: 'a' } });
  });

  test('one byte that changed does not loosen float layers as far as a whole picture of rounding does', () => {
    const floors = chain();
    const layers = floors.layers.map((each) => ({ ...each, inputNoise: 1e-3 }));
    const picture = float(a);
    const byte = (picture.data as Float32Array).slice();
    byte[100] = (byte[100] as number) + 2 / 255;
    const found = judgeGolden(
      { ...floors, inputs: [goldenTensor('image', picture)], layers },
      { ...chain({ a: moved(a, 5e-3) }), inputs: [goldenTensor('image', { ...picture, data: byte })] },
    );
    expect(kinds(found)).toEqual(['input-rounding']);
    expect(found.layers[0]?.tolerance).toBeLessThan(1e-3);
    expect(found).toMatchObject({ verdict: 'mismatch', first: { deployed: 'a', row: rows.goldenInput.name } });
    // On a grid, values move by whole steps however little the input did.
    const quantized = { ...floors, model: { ...floors.model, quantization: 'static' as const } };
    const onGrid = judgeGolden(
      { ...quantized, inputs: [goldenTensor('image', picture)], layers },
      { ...quantized, inputs: [goldenTensor('image', { ...picture, data: byte })] },
    );
    expect(onGrid.layers[0]?.tolerance).toBeCloseTo(3e-3, 9);
  });

  test('without floors, one that differs at all is what is wrong', () => {
    expect(kinds(judgeGolden(chain(), { ...chain(), inputs: [roundedInput()] }))).toEqual(['input-drift']);
  });

  test('token ids must be equal; shapes and dtypes are findings; a single input may have another name', () => {
    const ids = (...values: bigint[]) =>
      goldenTensor('ids', { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values) });
    const fed = (input: Golden['inputs'][number]) => ({ ...chain(), inputs: [input] });
    expect(kinds(judgeGolden(fed(ids(1n, 2n)), fed(ids(1n, 3n))))).toEqual(['input-changed']);
    expect(kinds(judgeGolden(fed(ids(1n, 2n)), fed(ids(1n, 2n, 3n))))).toEqual(['input-shape']);
    expect(kinds(judgeGolden(fed(ids(1n, 2n)), chain()))).toEqual(['input-dtype']);
    expect(
      judgeGolden(chain(), fed({ ...(chain().inputs[0] as Golden['inputs'][number]), id: 'pixels' })).verdict,
    ).toBe('match');
    expect(kinds(judgeGolden(chain(), { ...chain(), inputs: [] }))).toEqual(['input-missing']);
  });
});

describe('what no tolerance covers', () => {
  test('a changed shape and a changed dtype are findings', () => {
    const dynamic = judgeGolden(chain(), chain({ b: numbers(2000, 2) }));
    expect(dynamic.findings).toMatchObject([{ kind: 'layer-shape', where: 'b', found: [2000], expected: [3000] }]);
    const half = golden([layer('a', { dtype: 'float16', shape: [4], data: new Uint16Array(4) })]);
    const full = golden([layer('a', float(new Float32Array(4)))]);
    expect(kinds(judgeGolden(full, half))).toEqual(['layer-dtype']);
  });

  test('NaN where there was none names its first place, whatever the sums say', () => {
    const broken = b.slice();
    broken[1234] = NaN;
    const found = judgeGolden(chain(), chain({ b: broken, c: c.map(() => NaN) }));
    expect(found.findings).toMatchObject([{ kind: 'non-finite', where: 'b', evidence: { position: 1234, count: 1 } }]);
    expect(statuses(found)).toEqual({ a: 'agrees', b: 'diverges', c: 'inherits' });
    expect(judgeGolden(chain({ b: broken }), chain({ b: broken })).verdict).toBe('match');
    expect(kinds(judgeGolden(chain({ b: broken }), chain()))).toEqual(['non-finite']);
  });

  test('integers and strings that are no quantized values must be equal', () => {
    const ids = (last: number) =>
      golden([layer('a', { dtype: 'int32', shape: [3], data: Int32Array.of(1, 2, last) }, { op: 'Cast' })]);
    expect(judgeGolden(ids(3), ids(3)).layers[0]?.row).toBe(rows.equality.name);
    expect(judgeGolden(ids(3), ids(4)).verdict).toBe('mismatch');
    const words = (...data: string[]) => golden([layer('a', { dtype: 'string', shape: [data.length], data })]);
    expect(judgeGolden(words('a'), words('a')).verdict).toBe('match');
    expect(judgeGolden(words('a'), words('b')).verdict).toBe('mismatch');
  });

  test('a constant layer is measured against 1', () => {
    const constant = (value: number) => golden([layer('a', float(new Float32Array(100).fill(value)))]);
    expect(judgeGolden(constant(0), constant(0)).verdict).toBe('match');
    const found = judgeGolden(constant(0), constant(0.5));
    expect(found.verdict).toBe('mismatch');
    // A constant difference is estimated within a half at worst.
    expect(found.layers[0]?.drift).toBeGreaterThan(0.25);
    expect(found.layers[0]?.drift).toBeLessThan(0.75);
  });
});

describe('selections', () => {
  const chosen = (indices: readonly number[], values: Float32Array) =>
    golden([
      layer('a', float(values)),
      layer(
        'best',
        { dtype: 'int64', shape: [indices.length], data: BigInt64Array.from(indices, BigInt) },
        { op: 'TopK', reads: ['a'] },
      ),
      layer('c', float(indices[0] === 1 ? c : moved(c, 1)), { op: 'Gather', reads: ['best'] }),
    ]);

  test('other indices of values that agree but are not equal are a tie, and what follows is undecided', () => {
    const found = judgeGolden(chosen([1, 2], a), chosen([2, 1], moved(a, 1e-6)));
    expect(found).toMatchObject({ verdict: 'undecided', findings: [{ kind: 'selection-tie', where: 'best' }] });
    expect(statuses(found)).toEqual({ a: 'agrees', best: 'agrees', c: 'inherits' });
  });

  test('other indices of equal values are wrong', () => {
    const found = judgeGolden(chosen([1, 2], a), chosen([2, 1], a));
    expect(found).toMatchObject({ verdict: 'mismatch', first: { deployed: 'best' } });
  });
});

describe('pairing', () => {
  test('layers that were renamed are paired by what they hold, and that is noted', () => {
    const renamed = golden([
      layer('t1', float(a)),
      layer('t2', float(b), { reads: ['t1'] }),
      layer('t3', float(c), { reads: ['t2'] }),
    ]);
    const found = judgeGolden(chain(), renamed);
    expect(found).toMatchObject({ verdict: 'match', findings: [{ kind: 'layers-renamed', evidence: { count: 3 } }] });
    expect(found.layers.map(({ pairedBy }) => pairedBy)).toEqual(['equal values', 'equal values', 'equal values']);
  });

  test('a layer that stands in the place of another one is paired with it, whatever it holds', () => {
    const lost = golden([
      layer('a', float(a)),
      layer('b/conv', float(moved(b, 1)), { reads: ['a'] }),
      layer('c', float(moved(c, 1)), { reads: ['b/conv'] }),
    ]);
    expect(judgeGolden(chain(), lost)).toMatchObject({
      verdict: 'mismatch',
      findings: [],
      first: { deployed: 'b/conv', reference: 'b', pairedBy: 'equal place' },
    });
    const elsewhere = { ...lost, layers: lost.layers.map((each) => ({ ...each, inputs: [] })) };
    expect(judgeGolden(chain(), elsewhere).unpaired.map(({ id }) => id)).toEqual(['b/conv', 'b']);
  });

  test('names that the golden gives its layers pair, too', () => {
    const found = judgeGolden(
      { ...chain(), names: { a: 'features.0' } },
      golden([layer('features.0', float(moved(a, 1)))]),
    );
    expect(found.layers).toMatchObject([{ deployed: 'features.0', reference: 'a', pairedBy: 'names' }]);
  });

  test('layers that were not chosen are neither added nor removed', () => {
    const few = { ...golden(chain().layers.slice(0, 1)), chosen: true as const };
    expect(judgeGolden(few, chain()).verdict).toBe('match');
    expect(judgeGolden(chain(), few).verdict).toBe('match');
  });

  test('nothing in common is undecided where names and values tell nothing, never a match', () => {
    expect(judgeGolden(onVnni(chain()), golden([layer('z', float(numbers(10)))])).verdict).toBe('undecided');
  });
});

describe('another model', () => {
  const sha256 = 'b'.repeat(64);

  test('with all layers changed leads with that; with one retrained layer it does not', () => {
    const changed = {
      ...chain({ a: moved(a, 1), b: moved(b, 1), c: moved(c, 1) }),
      model: { format: 'onnx', sha256 },
    } as const;
    expect(judgeGolden(chain(), changed).golden?.otherModel).toMatchObject({ folded: true });
    const retrained = { ...chain({ b: moved(b, 1), c: moved(c, 1) }), model: { format: 'onnx', sha256 } } as const;
    expect(judgeGolden(chain(), retrained)).toMatchObject({
      golden: { otherModel: { folded: false } },
      first: { deployed: 'b' },
    });
  });

  test('a file that computes the same matches', () => {
    expect(judgeGolden(chain(), { ...chain(), model: { format: 'onnx', sha256 } }).verdict).toBe('match');
  });

  test('says how its answer changed', () => {
    const answering = (...scores: number[]) => {
      const value = float(Float32Array.from(scores), [1, scores.length]);
      return golden([layer('a', float(a))], {
        outputs: [{ ...goldenTensor('scores', value), value }],
        result: { label: scores[0] },
      });
    };
    const found = judgeGolden(answering(1, 3, 2), answering(5, 3, 2));
    expect(found.golden).toMatchObject({
      answers: [{ id: 'scores', was: [1, 3], is: [0, 5] }],
      result: { was: { label: 1 }, is: { label: 5 } },
    });
  });
});
