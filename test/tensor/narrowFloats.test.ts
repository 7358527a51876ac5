import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBfloat16, encodeBfloat16 } from '../../src/tensor/bfloat16.ts';
import { decodeFloat8, float8ToNumber } from '../../src/tensor/float8.ts';
import { decodeFloat16, encodeFloat16, float16ToNumber } from '../../src/tensor/float16.ts';

const allBits = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

/** The nearest of a sorted list of candidates, ties to the one with even bits. */
const nearest = (value: number, decode: (bits: number) => number, last: number): number => {
  let best = 0;
  for (let bits = 1; bits <= last; bits++) {
    const [gap, bestGap] = [Math.abs(decode(bits) - value), Math.abs(decode(best) - value)];
    if (gap < bestGap || (gap === bestGap && bits % 2 === 0)) best = bits;
  }
  return best;
};

describe('float16', () => {
  it('knows the numbers of IEEE 754', () => {
    expect([0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555].map(float16ToNumber)).toEqual([
      1,
      -2,
      65504,
      2 ** -14,
      2 ** -24,
      0.333251953125,
    ]);
    expect(float16ToNumber(0x8000)).toBe(-0);
    expect(float16ToNumber(0xfc00)).toBe(-Infinity);
    expect(float16ToNumber(0x7c01)).toBeNaN();
  });

  it('survives decoding and encoding in every bit pattern, NaN as a NaN', () => {
    const decoded = decodeFloat16(allBits);
    const encoded = encodeFloat16(decoded);
    for (const bits of allBits) {
      if (Number.isNaN(decoded[bits])) expect(decodeFloat16(encoded.subarray(bits, bits + 1))[0]).toBeNaN();
      else if (encoded[bits] !== bits) expect.fail(`${bits} became ${encoded[bits]}`);
    }
  });

  it('rounds to the nearest, ties to even', () => {
    const cases = [
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      2 ** -25,
      3 * 2 ** -25,
      1023.5 * 2 ** -24,
      65519.99,
      2 ** -14 - 2 ** -26,
    ];
    expect(Array.from(encodeFloat16(Float32Array.from(cases)))).toEqual([0x3c00, 0x3c02, 0, 2, 0x400, 0x7bff, 0x400]);
    expect(Array.from(encodeFloat16(Float32Array.of(65520, -1e9, -(2 ** -25))))).toEqual([0x7c00, 0xfc00, 0x8000]);
    fc.assert(
      fc.property(fc.float({ min: 0, max: 65504, noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(encodeFloat16(Float32Array.of(value))[0]).toBe(nearest(Math.fround(value), float16ToNumber, 0x7bff));
      }),
      { numRuns: 20 },
    );
  });
});

describe('bfloat16', () => {
  it('survives decoding and encoding in every bit pattern, NaN as a NaN', () => {
    const decoded = decodeBfloat16(allBits);
    const encoded = encodeBfloat16(decoded);
    for (const bits of allBits) {
      if (Number.isNaN(decoded[bits])) expect(decodeBfloat16(encoded.subarray(bits, bits + 1))[0]).toBeNaN();
      else if (encoded[bits] !== bits) expect.fail(`${bits} became ${encoded[bits]}`);
    }
  });

  it('rounds to the nearest, ties to even', () => {
    expect(
      Array.from(encodeBfloat16(Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20, -3.4e38))),
    ).toEqual([0x3f80, 0x3f82, 0x3f81, 0xff80]);
  });
});

describe('float8', () => {
  // From the tables of ONNX's documentation of its float8 types.
  it.each([
    ['float8e4m3fn', 0x7e, 448],
    ['float8e4m3fn', 0x01, 2 ** -9],
    ['float8e4m3fn', 0x08, 2 ** -6],
    ['float8e4m3fnuz', 0x7f, 240],
    ['float8e4m3fnuz', 0x01, 2 ** -10],
    ['float8e4m3fnuz', 0x08, 2 ** -7],
    ['float8e5m2', 0x7b, 57344],
    ['float8e5m2', 0x01, 2 ** -16],
    ['float8e5m2', 0x04, 2 ** -14],
    ['float8e5m2fnuz', 0x7f, 57344],
    ['float8e5m2fnuz', 0x01, 2 ** -17],
    ['float8e5m2fnuz', 0x04, 2 ** -15],
  ] as const)('%s %i is %d', (dtype, bits, value) => {
    expect(float8ToNumber(bits, dtype)).toBe(value);
    expect(float8ToNumber(bits | 0x80, dtype)).toBe(-value);
  });

  it('knows where NaN and infinity are', () => {
    const special = {
      float8e4m3fn: [NaN, -0],
      float8e4m3fnuz: [240, NaN],
      float8e5m2: [NaN, -0],
      float8e5m2fnuz: [57344, NaN],
    } as const;
    for (const [dtype, values] of Object.entries(special))
      expect(Array.from(decodeFloat8(Uint8Array.of(0x7f, 0x80), dtype as 'float8e5m2'))).toEqual(values);
    expect(Array.from(decodeFloat8(Uint8Array.of(0x7c, 0xfc), 'float8e5m2'))).toEqual([Infinity, -Infinity]);
  });
});
