import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isExrayError } from '../../src/errors.ts';
import { readNpy } from '../../src/formats/npy.ts';
import { readNpz } from '../../src/formats/npz.ts';
import { elementCount, type Tensor } from '../../src/tensor/tensor.ts';
import { mutations } from './mutations.ts';

const fixture = (name: string): Uint8Array => readFileSync(`fixtures/tensors/${name}`);

/** A .npy file of version 1 with this header text and data. */
const npy = (header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const text = Buffer.from(`${header}\n`, 'latin1');
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\0', 'latin1'),
    Buffer.of(text.length & 255, text.length >> 8),
    text,
    data,
  ]);
};
const header = (descr: string, shape: string, order = 'False') =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;

describe('arrays that NumPy wrote', () => {
  /** What fixtures/make/numpy_arrays.py put in. */
  const expected: Record<string, Tensor> = {
    float32: { dtype: 'float32', shape: [2, 3, 4], data: Float32Array.from({ length: 24 }, (_, i) => i / 8) },
    float64: { dtype: 'float64', shape: [3], data: Float64Array.of(Math.PI, NaN, -Infinity) },
    float16: { dtype: 'float16', shape: [3], data: Uint16Array.of(0x3800, 0xc000, 0x7bff) },
    fortran: { dtype: 'float32', shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
    bigEndian: { dtype: 'int32', shape: [4], data: Int32Array.of(-2, -1, 0, 1) },
    bigEndian64: { dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, -(2n ** 62n)) },
    bool: { dtype: 'bool', shape: [1, 3], data: Uint8Array.of(1, 0, 1) },
    int8: { dtype: 'int8', shape: [2], data: Int8Array.of(-128, 127) },
    uint64: { dtype: 'uint64', shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
    scalar: { dtype: 'float32', shape: [], data: Float32Array.of(1.5) },
    empty: { dtype: 'float32', shape: [0, 3], data: new Float32Array(0) },
    strings: { dtype: 'string', shape: [2, 2], data: ['pagoda', 'ü测😀', '', 'a b'] },
    fortranStrings: { dtype: 'string', shape: [2, 2], data: ['a', 'b', 'c', 'd'] },
    bytes: { dtype: 'string', shape: [2], data: ['abc', 'd'] },
    'block/with.dots:0': { dtype: 'int16', shape: [1], data: Int16Array.of(7) },
  };

  it.each(['numpy.npz', 'numpy-compressed.npz'])('are read exactly: %s', (name) => {
    expect(readNpz(fixture(name), name)).toEqual(expected);
  });

  it('are read in versions 2 and 3 of .npy', () => {
    const version2 = fixture('version2.npy');
    expect(readNpy(version2, 'x')).toEqual(expected.float32);
    expect(readNpy(version2.with(6, 3), 'x')).toEqual(expected.float32);
  });
});

describe('arrays that cannot be read', () => {
  it.each([
    [
      'object.npy',
      'exray: o holds Python objects (a pickle), which exray does not read. Save plain arrays: numpy.savez(path, name=array).',
    ],
    ['complex.npy', 'exray: o holds complex numbers, which exray does not read. Save real and imaginary parts apart.'],
    [
      'record.npy',
      'exray: o holds a structured dtype (a record of several fields), which exray does not read. Save each field as an array of its own.',
    ],
  ])('are named by what they hold: %s', (name, message) => {
    expect(() => readNpy(fixture(name), 'o')).toThrow(message);
  });

  it.each([
    [
      npy(header("'<V2'", '(1,)'), new Uint8Array(2)),
      'raw bytes (V2), which exray does not read. bfloat16 and float8 look like this',
    ],
    [npy(header("'<f4'", '(3,)'), new Uint8Array(8)), "is truncated: '<f4' x (3) takes 12 bytes, it has 8"],
    [npy(header("'<f4'", '(1,)'), new Uint8Array(8)), "has 4 bytes more than '<f4' x (1) takes"],
    [npy(header("'<f4'", '(99999999999, 99999999999)')), 'has the impossible shape (99999999999, 99999999999)'],
    [npy("{'descr': '<f4'}"), 'has a header without descr, fortran_order and shape'],
    [npy('').subarray(0, 9), 'is no .npy array'],
    [npy(header("'<f4'", '(3,)')).subarray(0, 40), 'is truncated inside its header'],
    [npy(header("'<f4'", '(3,)')).with(6, 9), 'is of the unknown .npy version 9'],
    [npy(header("'<m8[s]'", '(1,)')), "elements of the kind 'm8[s]'"],
    [npy(header("'toString'", '(1,)')), "elements of the kind 'toString'"],
  ])('say what is wrong (%#)', (bytes, message) => {
    expect(() => readNpy(bytes, 'a.npy')).toThrow(message);
  });

  it('are told from other files', () => {
    expect(() => readNpz(strToU8('version https://git-lfs.github.com/spec/v1'), 'a.npz')).toThrow(
      'exray: a.npz is a Git LFS pointer, not the file itself. The repository was cloned without its large files. Run `git lfs pull`',
    );
    expect(() => readNpz(new Uint8Array(0), 'a.npz')).toThrow('a.npz is empty');
    expect(() => readNpz(fixture('version2.npy'), 'a.npz')).toThrow('a.npz is a npy file, not .npz');
    expect(() => readNpz(fixture('numpy.npz').subarray(0, 2000), 'a.npz')).toThrow('a.npz is a damaged zip archive');
  });
});

describe('zip archives that mean harm', () => {
  const zeros = npy(header("'|u1'", '(50000000,)'), new Uint8Array(5e7));

  it('unpack where they are merely well compressed', () => {
    expect(readNpz(zipSync({ 'a.npy': zeros }), 'a.npz').a?.shape).toEqual([50000000]);
  });

  it('are refused where they would unpack to more than a gigabyte', () => {
    // One compressed array that the directory lists 25 times, as the classic bombs do.
    const one = zipSync({ 'a.npy': zeros });
    const directory = new DataView(one.buffer, one.byteOffset).getUint32(one.length - 6, true);
    const listed = one.subarray(directory, one.length - 22);
    const copies = Array.from({ length: 25 }, (_, i) => listed.with(46, 'a'.charCodeAt(0) + i));
    const end = one.slice(-22);
    end.set([25, 0, 25, 0], 8);
    new DataView(end.buffer).setUint32(12, 25 * listed.length, true);
    const bomb = Buffer.concat([one.subarray(0, directory), ...copies, end]);
    expect(bomb.length).toBeLessThan(1e5);
    expect(() => readNpz(bomb, 'a.npz')).toThrow(
      /^exray: a\.npz would unpack from \d+ to 12500\d+ bytes\. More than 1073741824 bytes are refused, as a zip bomb would be\./,
    );
  });

  it('are refused where they claim a size that no compression reaches', () => {
    const small = zipSync({ 'a.npy': npy(header("'|u1'", '(1,)'), Uint8Array.of(1)) });
    const claims = new DataView(small.buffer, small.byteOffset, small.byteLength);
    const directory = claims.getUint32(small.length - 6, true);
    claims.setUint32(directory + 24, 0x7fffffff, true);
    expect(() => readNpz(small, 'a.npz')).toThrow(
      /says that a\.npy unpacks from \d+ to 2147483647 bytes, which it cannot/,
    );
  });

  it('are refused where a value was changed but not its checksum', () => {
    const stored = Uint8Array.from(fixture('numpy.npz'));
    const at = Buffer.from(stored).indexOf(Buffer.from(Float64Array.of(Math.PI).buffer));
    stored[at] = 1;
    expect(() => readNpz(stored, 'a.npz')).toThrow('a.npz is damaged: float64.npy is not what its checksum says');
  });
});

describe('damaged arrays', () => {
  it.each([
    ['numpy.npz', 2500],
    ['numpy-compressed.npz', 2500],
  ] as const)('never crash, hang or pass: %s', (name, count) => {
    const original = JSON.stringify(readNpz(fixture(name), name), withBigints);
    let same = 0;
    for (const bytes of mutations(fixture(name), count)) {
      const arrays = readOrRefuse(() => readNpz(bytes, name));
      if (arrays === undefined) continue;
      for (const { data, shape } of Object.values(arrays)) expect(data).toHaveLength(elementCount(shape));
      if (JSON.stringify(arrays, withBigints) === original) same++;
    }
    expect(same).toBeLessThan(count);
  });

  it.each(['version2.npy', 'complex.npy', 'record.npy', 'object.npy'])('never crash or hang: %s', (name) => {
    for (const bytes of mutations(fixture(name), 1500)) {
      const tensor = readOrRefuse(() => readNpy(bytes, name));
      if (tensor !== undefined) expect(tensor.data).toHaveLength(elementCount(tensor.shape));
    }
  });
});

const withBigints = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

const readOrRefuse = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (isExrayError(error)) return undefined;
    throw error;
  }
};
