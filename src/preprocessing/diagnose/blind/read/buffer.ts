import type { Tensor } from '../../../../tensor/tensor.ts';
import type { MemoryFault } from '../../pipeline/fed.ts';
import type { Declared } from './declared.ts';

/** The elements of a tensor as they were meant, and what had happened to them. */
export interface Buffer {
  values: Float32Array;
  /** Elements from the start that hold the picture. */
  written: number;
  memory?: MemoryFault;
  /** Only for pictures that lie so. */
  interleaved?: boolean;
  /** Channels in memory by which the fault was found: it is no fault of pictures with another number of them. */
  stored?: number;
  /** The values are an interleaved picture's, whatever the shape says. */
  stream?: true;
}

/** A way in which memory goes wrong: what the elements would be without it. A part of the rack. */
export interface BufferFault {
  name: MemoryFault['kind'] | 'none';
  /** Whether it is looked for before the usual reading has failed. */
  early: boolean;
  undo(values: Float32Array, declared: Declared, tensor: Tensor): Buffer[];
}
