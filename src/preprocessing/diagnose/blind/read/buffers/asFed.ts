import type { BufferFault } from '../buffer.ts';

export const asFed: BufferFault = {
  name: 'none',
  early: true,
  undo: (values) => [{ values, written: values.length }],
};
