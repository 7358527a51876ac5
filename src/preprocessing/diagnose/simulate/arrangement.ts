import type { Size } from '../../pixels/pixels.ts';
import type { Fed } from '../pipeline/fed.ts';

/** Where a picture's values lie in the flat tensor that is fed. */
export interface Arrangement {
  /** As declared, with a batch of one. */
  shape: readonly number[];
  /** Elements of the tensor. */
  length: number;
  pixels: number;
  /** Values of a pixel. */
  channels: number;
  /** Index of a pixel's value in the flat tensor, or -1 where it did not get there. */
  at(pixel: number, channel: number): number;
  /** The tensor's own channel at an index, whose mean and std were applied there where values were mapped as read. */
  channelAt(index: number): number;
}

/** Values of a pixel in the tensor. */
export const channelCount = ({ channels, order }: Pick<Fed, 'channels' | 'order'>): number =>
  channels === 'gray' ? 1 : order?.length === 4 && order !== 'gray' ? 4 : 3;

/**
 * How a pipeline's layout, misreadings and memory faults place the values of a picture of this size. One definition
 * serves both ways: to write a tensor, and to read the picture out of one.
 */
export const arrangement = (fed: Fed, { width, height }: Size): Arrangement => {
  const { layout, reading, memory } = fed;
  const pixels = width * height;
  const channels = channelCount(fed);
  const declared = reading === 'rgb-as-rgba' ? 4 : channels;
  const length = pixels * declared;
  const [w, h] = reading === 'width-height-swapped' ? [height, width] : [width, height];
  const isPlanar = layout === 'NCHW';
  const shape = isPlanar ? [1, declared, h, w] : [1, h, w, declared];
  /** From a position in an interleaved stream of declared channels to the tensor's layout. */
  const fromStream = (q: number): number =>
    q >= length ? -1 : isPlanar ? (q % declared) * pixels + Math.floor(q / declared) : q;
  const plain = (p: number, c: number): number => (isPlanar ? c * pixels + p : p * channels + c);
  const laid = ((): ((p: number, c: number) => number) => {
    if (memory?.kind === 'row-stride') {
      const { extra } = memory;
      return (p, c) => fromStream(p * channels + c + Math.floor(p / width) * extra);
    }
    switch (reading) {
      case 'interleaved-as-planes':
        return (p, c) => p * channels + c;
      case 'planes-as-interleaved':
        return (p, c) => c * pixels + p;
      case 'rgba-as-rgb':
        return (p, c) => fromStream(p * 4 + c);
      case 'rgb-as-rgba':
        return (p, c) => fromStream(p * 3 + c);
      default:
        return plain;
    }
  })();
  const known = channels === 4 ? (p: number, c: number): number => (c === 3 ? -1 : laid(p, c)) : laid;
  const by = memory?.kind === 'displaced' ? memory.by : 0;
  const end =
    memory?.kind === 'unwritten-tail' || memory?.kind === 'stale-tail' ? Math.min(memory.written, length) : length;
  const moves = by !== 0 || end < length;
  const at = !moves
    ? known
    : (p: number, c: number): number => {
        const index = known(p, c);
        return index === -1 || index + by < 0 || index + by >= end ? -1 : index + by;
      };
  const channelAt = (index: number): number => (isPlanar ? Math.floor(index / pixels) : index % declared);
  return { shape, length, pixels, channels, at, channelAt };
};
