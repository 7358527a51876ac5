import type { BufferFault } from '../buffer.ts';

/** Normalised floats in a byte array: a handful of small numbers is left, the negative ones at the upper end. */
export const truncatedToBytes: BufferFault = {
  name: 'truncated-to-bytes',
  early: true,
  undo: (values, _declared, { dtype }) => {
    // A mask or a dark picture in bytes is no such thing.
    if (dtype !== 'float32' && dtype !== 'uint8') return [];
    const seen = new Set<number>();
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value < 0 || value > 255 || value !== Math.trunc(value)) return [];
      if (value > 12 && value < 244) return [];
      seen.add(value);
    }
    if (seen.size < 2 || !(seen.has(0) || seen.has(1))) return [];
    const signed = values.map((value) => (value > 127 ? value - 256 : value));
    return [{ values: signed, written: values.length, memory: { kind: 'truncated-to-bytes' } }];
  },
};
