import { sizeOf } from '../../recipe/sizeOf.ts';
import { changed } from '../pipeline/changed.ts';
import type { Fed, MemoryFault } from '../pipeline/fed.ts';
import { channelCount } from '../simulate/arrangement.ts';
import type { Hypothesis } from './hypothesis.ts';

/** Its figures are examples: where a tensor shows such a fault, they are read off the tensor. */
const memory = (name: MemoryFault['kind'], faults: (length: number, fed: Fed) => MemoryFault[]): Hypothesis => ({
  name: `memory/${name}`,
  step: 'memory',
  inject: (fed) => {
    if (fed.memory !== undefined) return [];
    const { width, height } = sizeOf(fed);
    return faults(width * height * channelCount(fed), fed).map((fault) => changed(fed, { memory: fault }));
  },
});

/** Only a part was written; zeros follow. */
export const unwrittenTail = memory('unwritten-tail', (length) => [
  { kind: 'unwritten-tail', written: Math.floor(length * 0.7) },
  { kind: 'unwritten-tail', written: Math.floor(length / 4) },
]);

/** Only a part was written; what was there before follows. */
export const staleTail = memory('stale-tail', (length) => [{ kind: 'stale-tail', written: Math.floor(length * 0.7) }]);

/** The buffer of a pooled Buffer, without its offset. */
export const displaced = memory('displaced', () => [
  { kind: 'displaced', by: 8 },
  { kind: 'displaced', by: 312 },
]);

/** Rows as long as the decoder's stride. */
export const rowStride = memory('row-stride', (_, fed) => {
  const row = sizeOf(fed).width * channelCount(fed);
  const extra = 64 - (row % 64);
  return [{ kind: 'row-stride', extra: extra === 64 ? 16 : extra }];
});

/** `new Float32Array(bytes.buffer)`. */
export const reinterpreted = memory('reinterpreted', (_, fed) =>
  fed.dtype === 'float32' ? [{ kind: 'reinterpreted' }] : [],
);

/** Scaled numbers stored into bytes. */
export const truncatedToBytes = memory('truncated-to-bytes', (_, fed) =>
  fed.dtype === 'float32' ? [{ kind: 'truncated-to-bytes' }] : [],
);

/** Bytes read as signed ones. */
export const wrappedInt8 = memory('wrapped-int8', () => [{ kind: 'wrapped-int8' }]);
