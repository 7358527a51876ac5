import { describe, expect, test } from 'vitest';
import type { Golden } from '../../../src/golden/golden.ts';
import { judgeGolden } from '../../../src/golden/judge/judgeGolden.ts';
import { goldenTensor } from '../../../src/golden/sketchTensor.ts';
import { goldenMessage } from '../../../src/report/golden/goldenMessage.ts';
import { MOST_LINES } from '../../../src/report/message.ts';
import { float, golden, layer, moved, numbers, onVnni, otherInput, roundedInput } from '../../golden/judge/made.ts';

const values = Array.from({ length: 40 }, (_, i) => numbers(1000, i + 1));
const model = (sha256: string) => ({ format: 'onnx', sha256: sha256.repeat(64) }) as const;
/** A chain of 40 layers of which those from `from` on are other than they were. */
const deep = (from = 40, by = 0.1, more: Partial<Golden> = {}): Golden =>
  golden(
    values.map((data, i) =>
      layer(`block${i}`, float(i < from ? data : moved(data, by)), { reads: [i === 0 ? 'x' : `block${i - 1}`] }),
    ),
    more,
  );
const said = (expected: Golden, now: Golden) => goldenMessage(judgeGolden(expected, now));
const firstLine = (expected: Golden, now: Golden) => said(expected, now).split('\n')[0];

describe('the first line', () => {
  test('names the layer, its drift, where that lies and what was allowed', () => {
    expect(firstLine(deep(), deep(20))).toMatch(
      /^block20 \(Conv\) diverges: its values drifted by about 0\.0\d+ from the golden's \(between 0\.0\d+ and 0\.0\d+, tolerance 0\.00001\); 20 layers before it agree$/,
    );
  });

  test('says that the input differs before any layer is blamed', () => {
    const message = said(deep(), { ...deep(0), inputs: [otherInput()] });
    expect(message).toMatch(/^the input x differs from the golden's by a drift of about 0\.\d+ \(between/);
    expect(message).toContain('40 layers inherit the difference.');
    expect(message).not.toContain('diverges');
  });

  test('says that the model is another one where all layers changed, without rows', () => {
    const message = said(deep(40, 0, { model: model('a') }), deep(0, 0.1, { model: model('b') }));
    expect(message).toMatch(
      /^another model: all 40 layers changed, from block0 \(Conv\) on \(drift 0\.0\d+ to 0\.0\d+, tolerance 0\.00001\)\n/,
    );
    expect(message).toContain('The model file is another one: sha256 aaaaaaaa -> bbbbbbbb.');
    expect(message).not.toContain('block1 ');
  });

  test('says what is undecided, and what to do about it', () => {
    const message = said(deep(), deep(39, 3.4e-5));
    expect(message).toMatch(
      /^undecided: the drift of block39 \(Conv\) is about .* \(between .* and .*, tolerance 0\.00001\), and a sketch cannot tell/,
    );
    expect(message).toContain('Hint: compare with the full reference (toMatchReferenceLayers), or choose a tolerance');
  });

  test('names layers that came and went', () => {
    const without = (id: string) => golden(deep().layers.filter((each) => each.id !== id));
    expect(firstLine(without('block7'), deep())).toBe('1 layer is not in the golden: block7; 39 other layers agree');
    expect(firstLine(deep(), without('block7'))).toBe('1 layer of the golden is gone: block7; 39 other layers agree');
  });

  test('says where NaN begins, and shapes', () => {
    const broken = (data: Float32Array, shape: number[]) => golden([layer('a', float(data, shape))]);
    const nan = Float32Array.of(1, 2, NaN, 4);
    expect(firstLine(broken(Float32Array.of(1, 2, 3, 4), [2, 2]), broken(nan, [2, 2]))).toBe(
      'a (Conv) holds NaN at [1, 0] where the golden has a finite value; it is the first layer',
    );
    expect(firstLine(broken(nan, [2, 2]), broken(nan, [4]))).toBe(
      "a (Conv) has the shape [4], the golden's [2, 2]; it is the first layer",
    );
  });
});

describe('the evidence', () => {
  test('shows statistics and a sample as they were and are', () => {
    const was = golden([layer('a', float(Float32Array.of(0, 1, 2, 3)))]);
    const is = golden([layer('a', float(Float32Array.of(0, 1, 2, 3.5)))]);
    expect(said(was, is)).toContain(
      'Its max was 3, is 3.5, mean was 1.5, is 1.625 and rms was 1.871, is 2.077; the value at [3] was 3, is 3.5.',
    );
    const swapped = golden([layer('a', float(Float32Array.of(3, 1, 2, 0)))]);
    expect(said(was, swapped)).toContain('Its min, max, mean and rms are as they were, to four digits; the value at');
  });

  test('says which row judged, and what differs elsewhere', () => {
    expect(said(deep(), deep(20))).toContain('Judged by "golden, same environment".');
    expect(said(onVnni(deep()), deep(20))).toContain(
      'The golden was made elsewhere (isa x64+avx512vnni -> x64+avx2). Judged by "golden made elsewhere".',
    );
  });

  test('names the versions of sharp where an input differs within rounding', () => {
    const floors = deep();
    const expected = {
      ...floors,
      runtime: { ...floors.runtime, sharp: '0.35.5' },
      layers: floors.layers.map((each) => ({ ...each, inputNoise: 1e-4 })),
    };
    const now = { ...deep(20), runtime: { ...floors.runtime, sharp: '0.36.0' }, inputs: [roundedInput()] };
    const message = said(expected, now);
    expect(message).toMatch(
      /The input x differs from the golden's within rounding \(drift about 0\.00\d+\): sharp 0\.35\.5 -> 0\.36\.0\./,
    );
    expect(message).toContain('Judged by "golden, input differs within rounding".');
  });

  test('says how the answer changed', () => {
    const scores = (...all: number[]) => {
      const value = float(Float32Array.from(all), [1, all.length]);
      return deep(all[0] === 1 ? 40 : 20, 0.1, { outputs: [{ ...goldenTensor('scores', value), value }] });
    };
    expect(said(scores(1, 3, 2), scores(5, 3, 2))).toContain('The largest of scores was entry 1 (3), is entry 0 (5).');
  });

  test('spells layers as the model does, also where a sentence begins', () => {
    const both = (op: string) =>
      golden([
        layer('stem', float(Float32Array.of(1, op === 'Conv' ? 1 : 2))),
        layer('late', float(Float32Array.of(1, 2)), { op }),
      ]);
    const message = said(both('Conv'), both('Gemm'));
    expect(message).toMatch(/^\s*late is a Gemm/m);
  });

  test('is one line, and nothing else, where everything is right', () => {
    expect(firstLine(deep(), deep())).toBe('40 layers agree with the golden (golden, same environment)');
  });

  test('is never longer than a message may be', () => {
    const many = golden(values.map((data, i) => layer(`lone${i}`, float(moved(data, 0.1)), { reads: ['x'] })));
    const was = golden(values.map((data, i) => layer(`lone${i}`, float(data), { reads: ['x'] })));
    expect(said(was, many).split('\n').length).toBeLessThanOrEqual(MOST_LINES);
  });
});
