import { inSeed, outSeed, word } from './word.ts';

// Local names: loaders that wrap modules make each look at an import slow, and these are looked at for each block.
const [draw, before, behind] = [word, inSeed, outSeed];

/** Signs, transforms and signs again a block of 128 values, and adds it to the sums. */
export type AddBlock = (
  values: ArrayLike<number>,
  start: number,
  block: number,
  transformed: Float64Array,
  sums: Float64Array,
) => void;

// A product instead of a branch: the signs are random, so a branch would be mispredicted half of the time.
const signed = (value: number, bits: number, bit: number): number => value * (1 - ((bits >>> bit) & 1) * 2);

/** The signs of the eight bits of each byte: row of the byte, column of the bit. */
const signsOfByte = Float64Array.from({ length: 256 * 8 }, (_, i) => (((i >>> 3) >>> (i & 7)) & 1 ? -1 : 1));

/**
 * Makes the inner loop of the sketch. It is written out, without functions for its parts: an engine that does not inline
 * one of them takes three times as long. The stages of strides 16, 32 and 64 come in one go while the values are read,
 * those of 1, 2, 4 and 8 while they are added to the sums.
 */
export const makeAddBlock = (): AddBlock => (values, start, block, transformed, sums) => {
  const t = transformed;
  const table = signsOfByte;
  const signs0 = draw(4 * block, before);
  const signs1 = draw(4 * block + 1, before);
  const signs2 = draw(4 * block + 2, before);
  const signs3 = draw(4 * block + 3, before);
  for (let i = 0; i < 16; i++) {
    const at = start + i;
    const x0 = signed(values[at] as number, signs0, i);
    const x1 = signed(values[at + 16] as number, signs0, i + 16);
    const x2 = signed(values[at + 32] as number, signs1, i);
    const x3 = signed(values[at + 48] as number, signs1, i + 16);
    const x4 = signed(values[at + 64] as number, signs2, i);
    const x5 = signed(values[at + 80] as number, signs2, i + 16);
    const x6 = signed(values[at + 96] as number, signs3, i);
    const x7 = signed(values[at + 112] as number, signs3, i + 16);
    const a0 = x0 + x1,
      a1 = x0 - x1,
      a2 = x2 + x3,
      a3 = x2 - x3,
      a4 = x4 + x5,
      a5 = x4 - x5,
      a6 = x6 + x7,
      a7 = x6 - x7;
    const b0 = a0 + a2,
      b1 = a1 + a3,
      b2 = a0 - a2,
      b3 = a1 - a3,
      b4 = a4 + a6,
      b5 = a5 + a7,
      b6 = a4 - a6,
      b7 = a5 - a7;
    t[i] = b0 + b4;
    t[i + 16] = b1 + b5;
    t[i + 32] = b2 + b6;
    t[i + 48] = b3 + b7;
    t[i + 64] = b0 - b4;
    t[i + 80] = b1 - b5;
    t[i + 96] = b2 - b6;
    t[i + 112] = b3 - b7;
  }
  for (let i = 0; i < 128; i += 16) {
    const signs = draw(4 * block + (i >> 5), behind) >>> (i & 16);
    const low = (signs & 255) * 8;
    const high = ((signs >>> 8) & 255) * 8;
    const ua0 = (t[i] as number) + (t[i + 1] as number),
      ua1 = (t[i] as number) - (t[i + 1] as number),
      ua2 = (t[i + 2] as number) + (t[i + 3] as number),
      ua3 = (t[i + 2] as number) - (t[i + 3] as number),
      ua4 = (t[i + 4] as number) + (t[i + 5] as number),
      ua5 = (t[i + 4] as number) - (t[i + 5] as number),
      ua6 = (t[i + 6] as number) + (t[i + 7] as number),
      ua7 = (t[i + 6] as number) - (t[i + 7] as number);
    const ub0 = ua0 + ua2,
      ub1 = ua1 + ua3,
      ub2 = ua0 - ua2,
      ub3 = ua1 - ua3,
      ub4 = ua4 + ua6,
      ub5 = ua5 + ua7,
      ub6 = ua4 - ua6,
      ub7 = ua5 - ua7;
    const u0 = ub0 + ub4,
      u1 = ub1 + ub5,
      u2 = ub2 + ub6,
      u3 = ub3 + ub7,
      u4 = ub0 - ub4,
      u5 = ub1 - ub5,
      u6 = ub2 - ub6,
      u7 = ub3 - ub7;
    const va0 = (t[i + 8] as number) + (t[i + 9] as number),
      va1 = (t[i + 8] as number) - (t[i + 9] as number),
      va2 = (t[i + 10] as number) + (t[i + 11] as number),
      va3 = (t[i + 10] as number) - (t[i + 11] as number),
      va4 = (t[i + 12] as number) + (t[i + 13] as number),
      va5 = (t[i + 12] as number) - (t[i + 13] as number),
      va6 = (t[i + 14] as number) + (t[i + 15] as number),
      va7 = (t[i + 14] as number) - (t[i + 15] as number);
    const vb0 = va0 + va2,
      vb1 = va1 + va3,
      vb2 = va0 - va2,
      vb3 = va1 - va3,
      vb4 = va4 + va6,
      vb5 = va5 + va7,
      vb6 = va4 - va6,
      vb7 = va5 - va7;
    const v0 = vb0 + vb4,
      v1 = vb1 + vb5,
      v2 = vb2 + vb6,
      v3 = vb3 + vb7,
      v4 = vb0 - vb4,
      v5 = vb1 - vb5,
      v6 = vb2 - vb6,
      v7 = vb3 - vb7;
    sums[i] = (sums[i] as number) + (u0 + v0) * (table[low] as number);
    sums[i + 1] = (sums[i + 1] as number) + (u1 + v1) * (table[low + 1] as number);
    sums[i + 2] = (sums[i + 2] as number) + (u2 + v2) * (table[low + 2] as number);
    sums[i + 3] = (sums[i + 3] as number) + (u3 + v3) * (table[low + 3] as number);
    sums[i + 4] = (sums[i + 4] as number) + (u4 + v4) * (table[low + 4] as number);
    sums[i + 5] = (sums[i + 5] as number) + (u5 + v5) * (table[low + 5] as number);
    sums[i + 6] = (sums[i + 6] as number) + (u6 + v6) * (table[low + 6] as number);
    sums[i + 7] = (sums[i + 7] as number) + (u7 + v7) * (table[low + 7] as number);
    sums[i + 8] = (sums[i + 8] as number) + (u0 - v0) * (table[high] as number);
    sums[i + 9] = (sums[i + 9] as number) + (u1 - v1) * (table[high + 1] as number);
    sums[i + 10] = (sums[i + 10] as number) + (u2 - v2) * (table[high + 2] as number);
    sums[i + 11] = (sums[i + 11] as number) + (u3 - v3) * (table[high + 3] as number);
    sums[i + 12] = (sums[i + 12] as number) + (u4 - v4) * (table[high + 4] as number);
    sums[i + 13] = (sums[i + 13] as number) + (u5 - v5) * (table[high + 5] as number);
    sums[i + 14] = (sums[i + 14] as number) + (u6 - v6) * (table[high + 6] as number);
    sums[i + 15] = (sums[i + 15] as number) + (u7 - v7) * (table[high + 7] as number);
  }
};
