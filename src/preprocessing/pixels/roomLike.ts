import type { Pixels } from './pixels.ts';

/** Room for values of the same kind. Not `new data.constructor`: that of a Buffer, which sharp gives, is deprecated. */
export const roomLike = (data: Pixels['data'], length: number): Uint8Array =>
  (data.constructor.name === 'Float32Array' ? new Float32Array(length) : new Uint8Array(length)) as Uint8Array;
