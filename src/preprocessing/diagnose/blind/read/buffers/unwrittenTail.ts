import type { BufferFault } from '../buffer.ts';

/** The least share of the elements: a shorter run of zeros is the picture's or its border's. */
const least = 0.02;

export const unwrittenTail: BufferFault = {
  name: 'unwritten-tail',
  early: true,
  undo: (values) => {
    let written = values.length;
    while (written > 0 && values[written - 1] === 0) written--;
    return values.length - written > least * values.length && written > least * values.length
      ? [{ values, written, memory: { kind: 'unwritten-tail', written } }]
      : [];
  },
};
