import type { BufferFault } from '../buffer.ts';

/** `new Int8Array(bytes)`: what is 128 or more has become negative. */
export const wrappedInt8: BufferFault = {
  name: 'wrapped-int8',
  early: true,
  undo: (values) => {
    let negative = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value < -128 || value > 127 || value !== Math.trunc(value)) return [];
      if (value < 0) negative++;
    }
    if (negative === 0) return [];
    const unwrapped = values.map((value) => (value < 0 ? value + 256 : value));
    return [{ values: unwrapped, written: values.length, memory: { kind: 'wrapped-int8' } }];
  },
};
