import { expect, test } from 'vitest';
import { entryHead, entryHeads } from '../../../src/golden/entry/entryHead.ts';
import { entryNumbers } from '../../../src/golden/entry/entryNumbers.ts';
import { entryText } from '../../../src/golden/entry/entryText.ts';
import { decodeGolden } from '../../../src/golden/file/decodeGolden.ts';
import { encodeGolden } from '../../../src/golden/file/encodeGolden.ts';
import type { Golden } from '../../../src/golden/golden.ts';
import { sketchTrace } from '../../../src/golden/sketchTrace.ts';
import { statistics } from '../../../src/tensor/statistics.ts';
import { arraysTrace } from '../store/arraysTrace.ts';

const sidecar = { file: 'china-1-0123456789ab.golden.safetensors', sha256: 'ab'.repeat(32) };
const numbers = (values: number[], dtype: 'float32' | 'int8' = 'float32') =>
  entryNumbers(statistics(Float64Array.from(values)), dtype);

test('an entry says which sidecar it belongs to, then model, runtime and a row for each input and layer', async () => {
  const text = entryText(await sketchTrace(arraysTrace()), sidecar);
  expect(text).toMatchInlineSnapshot(`
    "exray golden 1
    sidecar: china-1-0123456789ab.golden.safetensors
    sha256: abababababababababababababababababababababababababababababababab
    model: arrays, captured as original
    runtime: numpy 2.4.0, cpu, x64
    layer   op     shape    dtype           min         max        mean         rms  NaN
    image   input  1x16x16  float32          -1      0.9998       0.003      0.7013  0
    first   Conv   1x16x16  float32          -2           2       0.007       1.403  0
    second  Relu   1x16x16  float32          -3       2.999        0.01       2.104  0"
  `);
  expect(entryHead(text)).toEqual({ version: 1, ...sidecar });
});

test('the text is the same before and after the sidecar was written', async () => {
  const golden = await sketchTrace(arraysTrace());
  expect(entryText(decodeGolden(encodeGolden(golden), 'china'), sidecar)).toBe(entryText(golden, sidecar));
});

test('digits are those that healthy runs share: four, and of the mean those above 1e-4 of the range', () => {
  expect(numbers([-1.234567, 6.000001])).toEqual(['-1.235', '6', '2.383', '4.332', '0']);
  expect(numbers([1000.123, 1000.125])).toEqual(['1000', '1000', '1000.124', '1000', '0']);
  expect(numbers([-1e-9, 1e-9])).toEqual(['-1e-9', '1e-9', '0', '1e-9', '0']);
  expect(numbers([0, 0])).toEqual(['0', '0', '0', '0', '0']);
});

test('healthy noise changes no digit, another value does', () => {
  const values = Array.from({ length: 1000 }, (_, at) => Math.sin(at * 0.37) * 3 + 1);
  expect(numbers(values.map((value, at) => value * (1 + 1e-7 * Math.cos(at))))).toEqual(numbers(values));
  expect(numbers(values.map((value) => value * 1.001))).not.toEqual(numbers(values));
});

test('quantized layers are written as they are stored, with their grid', async () => {
  expect(numbers([-128, 127, 3], 'int8')).toEqual(['-128', '127', '0.7', '104.1', '0']);
  const golden = await sketchTrace(arraysTrace());
  const [first, second] = golden.layers as [Golden['layers'][number], Golden['layers'][number]];
  const quantized: Golden = {
    ...golden,
    layers: [
      { ...first, quantization: { scale: [0.0235294], zeroPoint: [-3] } },
      { ...second, quantization: { scale: [0.1, 0.2], zeroPoint: [0, 0], axis: 1 } },
    ],
  };
  const rows = entryText(quantized, sidecar).split('\n');
  expect(rows.find((row) => row.startsWith('layer'))).toMatch(/NaN {2}grid$/);
  expect(rows.find((row) => row.startsWith('first'))).toMatch(/0 {2}0\.0235294 zero -3$/);
  expect(rows.find((row) => row.startsWith('second'))).toMatch(/0 {2}2 scales along axis 1$/);
});

test('values that are not finite are counted, and a layer without any finite one has no numbers', () => {
  expect(numbers([1, NaN, 3])).toEqual(['1', '3', '2', '2.236', '1']);
  expect(numbers([NaN, Infinity])).toEqual(['-', '-', '-', '-', '1+1Inf']);
  expect(numbers([])).toEqual(['-', '-', '-', '-', '0']);
});

test('a change of one number changes one line', async () => {
  const [one, other] = await Promise.all(
    [1, 1000].map(async (scale) => entryText(await sketchTrace(arraysTrace(scale)), sidecar)),
  );
  const changed = one?.split('\n').filter((line, at) => line !== other?.split('\n')[at]);
  expect(changed?.map((line) => line.split(' ')[0])).toEqual(['second']);
});

test('names with line breaks, quotes or spaces at their ends stay in one cell', async () => {
  const golden = await sketchTrace(arraysTrace());
  const rename = (id: string): Golden => ({ ...golden, layers: golden.layers.map((layer) => ({ ...layer, id })) });
  for (const [id, shown] of [
    ['a\nb', '"a\\nb"'],
    [' a', '" a"'],
    ['"a"', '"\\"a\\""'],
    ['\ud83c', '"\\ud83c"'],
    ['/block/é (1)', '/block/é (1)'],
  ])
    expect(entryText(rename(id as string), sidecar)).toContain(`\n${shown} `);
});

test('heads are found in a whole .snap, also one with the line ends of Windows, and in nothing else', () => {
  const head = `exray golden 1\nsidecar: ${sidecar.file}\nsha256: ${sidecar.sha256}\n`;
  const snap = `exports[\`a 1\`] = \`\n${head}rows\n\`;\n\nexports[\`b 1\`] = \`"exray golden 1"\`;\n`;
  expect(entryHeads(snap)).toEqual([{ version: 1, ...sidecar }]);
  expect(entryHeads(snap.replaceAll('\n', '\r\n'))).toEqual([{ version: 1, ...sidecar }]);
  expect(entryHead('"a string"')).toBeUndefined();
  expect(entryHead(`exray golden 1\nsidecar: x\nsha256: short`)).toBeUndefined();
});
