import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isExrayError } from '../../../src/errors.ts';
import { readTensorFile, readTestData, tensorFile, writeTestData } from '../../../src/formats/onnx/testData.ts';
import { arrayFor } from '../../../src/tensor/dtypes.ts';
import type { DType, Tensor } from '../../../src/tensor/tensor.ts';
import { floats, ints } from './buildModel.ts';
import { mutations } from './mutations.ts';

const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'test-data-'));
afterAll(() => fs.rm(folder, { recursive: true }));

const dtypes: DType[] = [
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
];

describe('ONNX test data', () => {
  it('any tensor comes back as it was written', () => {
    const tensors = fc
      .tuple(
        fc.constantFrom(...dtypes),
        fc.array(fc.nat(4), { maxLength: 4 }),
        fc.uint8Array({ minLength: 2048, maxLength: 2048 }),
      )
      .map(([dtype, shape, bytes]): Tensor => {
        const count = shape.reduce((a, b) => a * b, 1);
        return { dtype, shape, data: arrayFor(dtype, Uint8Array.from(bytes)).slice(0, count) };
      });
    fc.assert(
      fc.property(tensors, fc.string(), (tensor, name) => {
        const read = readTensorFile(tensorFile({ name, tensor }), 'x.pb');
        expect(read.name).toBe(name);
        expect(read.tensor.shape).toEqual(tensor.shape);
        const bytesOf = ({ data }: Tensor) =>
          Buffer.from((data as Uint8Array).buffer, (data as Uint8Array).byteOffset, (data as Uint8Array).byteLength);
        expect(bytesOf(read.tensor)).toEqual(bytesOf(tensor));
      }),
    );
  });

  it('strings and 4-bit integers too', () => {
    const text: Tensor = { dtype: 'string', shape: [3], data: ['a', '', 'ü€'] };
    const four: Tensor = { dtype: 'int4', shape: [3], data: Int8Array.of(-8, 7, -1) };
    for (const tensor of [text, four])
      expect(readTensorFile(tensorFile({ name: 't', tensor }), 'x.pb').tensor).toEqual(tensor);
  });

  it('a folder is read in the order of its numbers', async () => {
    const inputs = Array.from({ length: 11 }, (_, i) => ({ name: `in${i}`, tensor: ints([1], [i]) }));
    const outputs = [{ name: '', tensor: floats([2, 2]) }];
    await writeTestData(path.join(folder, 'set'), { inputs, outputs });
    expect(await readTestData(path.join(folder, 'set'))).toEqual({ inputs, outputs });
  });

  it('a folder without such files, or none, is an error in words', async () => {
    await fs.mkdir(path.join(folder, 'empty'));
    await expect(readTestData(path.join(folder, 'empty'))).rejects.toThrow(
      /can't be read as ONNX test data\. It holds no input_0\.pb and no output_0\.pb\. Give a folder with input_0\.pb, output_0\.pb and so on\.$/,
    );
    await expect(readTestData(path.join(folder, 'none'))).rejects.toThrow(/The folder cannot be read/);
  });

  it('a tensor with fewer values than its shape says is refused', () => {
    const whole = tensorFile({ name: 't', tensor: floats([2, 2]) });
    expect(() => readTensorFile(whole.subarray(0, whole.length - 4), 'x.pb')).toThrow(
      "x.pb can't be read as ONNX test data",
    );
  });

  it('damaged bytes never crash, hang or take much memory (5,000 mutations)', () => {
    const original = tensorFile({ name: 'input', tensor: floats([3, 8, 8]) });
    const before = process.memoryUsage().rss;
    let refused = 0;
    for (const bytes of mutations(original, 5000)) {
      try {
        readTensorFile(bytes, 'x.pb');
      } catch (error) {
        if (!isExrayError(error)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  });
});
