import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExrayError } from '../../src/errors.ts';
import { bytesInMemory } from '../../src/formats/byteSource.ts';
import { encodeSafetensors } from '../../src/formats/safetensors/encodeSafetensors.ts';
import { readSafetensorsEntry, readSafetensorsHeader } from '../../src/formats/safetensors/readSafetensors.ts';
import { arrayFor, bytesPerElement, dtypes } from '../../src/tensor/dtypes.ts';
import { elementCount, type Tensor } from '../../src/tensor/tensor.ts';
import { mutations } from './mutations.ts';

const read = async (bytes: Uint8Array) => {
  const source = bytesInMemory(bytes, 'a.safetensors');
  const { entries, metadata } = await readSafetensorsHeader(source);
  const tensors: [string, Tensor][] = [];
  for (const [key, entry] of entries) tensors.push([key, await readSafetensorsEntry(source, entry)]);
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
};

/** A file with this header text and data. */
const file = (header: string | object, data: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
};
const entry = (dtype: unknown, shape: unknown, offsets: unknown) => ({ dtype, shape, data_offsets: offsets });

const storable = dtypes.filter((dtype) => !['string', 'int4', 'uint4'].includes(dtype));
const anyTensor = fc
  .tuple(fc.constantFrom(...storable), fc.array(fc.nat(4), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const length = elementCount(shape) * bytesPerElement(dtype);
    const bytes = fc.uint8Array({ minLength: length, maxLength: length, max: dtype === 'bool' ? 1 : 255 });
    return bytes.map((some): Tensor => ({ dtype, shape, data: arrayFor(dtype, Uint8Array.from(some)) }));
  });

describe('safetensors files', () => {
  it('give back what was written, aligned, whatever the names', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), anyTensor),
        fc.dictionary(fc.string(), fc.string()),
        async (tensors, metadata) => {
          const bytes = encodeSafetensors(tensors, metadata);
          expect(encodeSafetensors(tensors, metadata)).toEqual(bytes);
          expect(await read(bytes)).toEqual({ tensors: { ...tensors }, metadata: { ...metadata } });
          const { entries } = await readSafetensorsHeader(bytesInMemory(bytes, 'x'));
          for (const { key, start } of entries.values())
            expect(start % bytesPerElement((tensors[key] as Tensor).dtype)).toBe(0);
        },
      ),
    );
  });

  it('take any non-zero byte of a bool as true', async () => {
    const { tensors } = await read(file({ a: entry('BOOL', [3], [0, 3]) }, Uint8Array.of(0, 1, 7)));
    expect(tensors.a?.data).toEqual(Uint8Array.of(0, 1, 1));
  });

  it('may hold dtypes that exray does not read, as long as nobody asks for them', async () => {
    const bytes = file({ a: entry('F4', [4], [0, 2]), b: entry('U8', [1], [2, 3]) }, Uint8Array.of(1, 2, 3));
    const source = bytesInMemory(bytes, 'a.safetensors');
    const { entries } = await readSafetensorsHeader(source);
    expect((await readSafetensorsEntry(source, entries.get('b') as never)).data).toEqual(Uint8Array.of(3));
    await expect(readSafetensorsEntry(source, entries.get('a') as never)).rejects.toThrow(
      'exray: a.safetensors holds "a" as F4, which exray does not read. Save it as F32.',
    );
  });
});

describe('safetensors files that are wrong', () => {
  const u8 = (offsets: unknown, shape: unknown = [4]) => ({ a: entry('U8', shape, offsets) });
  it.each([
    ['a header that is no JSON', file('{"a":'), 'has a header that is no JSON. '],
    [
      'a header that is no UTF-8',
      Buffer.concat([file('{"a').subarray(0, 11), Buffer.of(0xff)]).fill(4, 0, 1),
      'has a header that is no JSON',
    ],
    ['an array as header', file('{}').fill(0x5b, 8, 9).fill(0x5d, 9), 'is no file of tensors that exray knows'],
    [
      'a key that occurs twice',
      file('{"a":{},"a":{}}'),
      'has the key "a" twice in its header. Readers would disagree about which one counts.',
    ],
    [
      'a key twice inside an entry',
      file('{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1],"dtype":"I8"}}', Uint8Array.of(1)),
      'has the key "dtype" twice',
    ],
    ['the same key spelled differently', file('{"a":{},"\\u0061":{}}'), 'has the key "a" twice'],
    [
      'an unknown dtype',
      file({ a: entry('I3', [1], [0, 1]) }, new Uint8Array(1)),
      'has a tensor "a" of the unknown dtype "I3". Save it with another dtype',
    ],
    [
      'a dtype of Object.prototype',
      file({ a: entry('toString', [1], [0, 1]) }, new Uint8Array(1)),
      'of the unknown dtype "toString"',
    ],
    ['no entry', file({ a: null }), 'of the unknown dtype undefined'],
    ['a negative side', file(u8([0, 4], [-4])), 'has a tensor "a" with the impossible shape [-4]'],
    ['a side that is no integer', file(u8([0, 4], [0.5])), 'with the impossible shape [0.5]'],
    [
      'a shape whose product overflows',
      file(u8([0, 4], [2 ** 52, 2 ** 52])),
      'whose 4 bytes are not U8 x [4503599627370496,4503599627370496]',
    ],
    ['a shape of another size', file(u8([0, 5])), 'whose 5 bytes are not U8 x [4]'],
    ['offsets that run backwards', file(u8([4, 0])), 'has a tensor "a" that ends before it begins'],
    ['offsets that are no pair', file(u8([0])), 'with the impossible offsets [0]'],
    [
      'offsets past the end',
      file(u8([0, 4]), new Uint8Array(3)),
      'is truncated: "a" ends at byte 65, the file at 64. A download or a copy stopped early. Copy, download or make it again.',
    ],
    [
      'tensors on the same bytes',
      file({ ...u8([0, 4]), b: entry('U8', [4], [3, 7]) }, new Uint8Array(7)),
      'has two tensors on the same bytes: "a" and "b"',
    ],
    ['metadata that are no strings', file({ __metadata__: { a: 1 } }), 'has metadata that is no object of strings'],
    [
      'a header longer than the file',
      file('{}').fill(9, 0, 1),
      'is truncated: its header ends at byte 17, the file at 10',
    ],
    [
      'a header larger than anybody reads',
      file('{}').fill(0xff, 0, 6),
      'says that its header has 281474976710655 bytes. At most 100000000 are read.',
    ],
    ['five bytes', new Uint8Array(5), "is truncated: its header's length takes 8 bytes, the file has 5"],
  ])('%s', async (_, bytes, message) => {
    const error = await read(bytes).catch((thrown) => thrown);
    expect(isExrayError(error)).toBe(true);
    expect(error.message).toMatch(/^exray: a\.safetensors /);
    expect(error.message).toContain(message);
  });

  it('never crash, hang or allocate without limit: thousands of mutations', async () => {
    const tensors: Record<string, Tensor> = {
      'layer/a': { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      'layer/b': { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
      scalar: { dtype: 'int64', shape: [], data: BigInt64Array.of(-1n) },
    };
    let [passed, refused] = [0, 0];
    for (const bytes of mutations(encodeSafetensors(tensors, { order: '["a","b"]' }), 6000)) {
      const found = await read(bytes).catch((error) => {
        if (!isExrayError(error)) throw error;
      });
      if (found === undefined) refused++;
      else passed++;
      for (const { data, shape } of Object.values(found?.tensors ?? {})) expect(data).toHaveLength(elementCount(shape));
    }
    expect(refused).toBeGreaterThan(1000);
    expect(passed).toBeGreaterThan(10);
  });
});
