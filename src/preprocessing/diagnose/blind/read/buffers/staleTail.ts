import type { BufferFault } from '../buffer.ts';

/** How much is taken to be this picture's until it is known better: two planes, one, or some rows. */
const shares = [0.67, 0.34, 0.2];

/** Only the first elements were written; the others are those of another picture, so that nothing but the image shows it. */
export const staleTail: BufferFault = {
  name: 'stale-tail',
  early: false,
  undo: (values) =>
    shares.map((share) => {
      const written = Math.floor(values.length * share);
      return { values, written, memory: { kind: 'stale-tail', written } };
    }),
};
