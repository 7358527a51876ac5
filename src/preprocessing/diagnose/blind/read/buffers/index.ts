import type { BufferFault } from '../buffer.ts';
import { asFed } from './asFed.ts';
import { displaced } from './displaced.ts';
import { reinterpreted } from './reinterpreted.ts';
import { rowStride } from './rowStride.ts';
import { staleTail } from './staleTail.ts';
import { truncatedToBytes } from './truncatedToBytes.ts';
import { unwrittenTail } from './unwrittenTail.ts';
import { wrappedInt8 } from './wrappedInt8.ts';

/** All faults of memory that can be undone, the sound buffer first. */
export const bufferFaults: readonly BufferFault[] = [
  asFed,
  unwrittenTail,
  wrappedInt8,
  truncatedToBytes,
  reinterpreted,
  rowStride,
  displaced,
  staleTail,
];
