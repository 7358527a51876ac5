import type { Bin } from './bins.ts';

/** A way in which levels may be bent before the value map. A part of the rack. */
export interface ToneKind {
  name: string;
  /** How many figures are fitted: the fewest win among equals. */
  freedom: number;
  /** The best curve of this kind for all channels together; none where it does not apply. */
  fit(channels: readonly (readonly Bin[])[]): Tone | undefined;
}

/** Levels 0..255 to new levels; 0 stays 0 and 255 stays 255. */
export interface Tone {
  name: string;
  table: Float32Array;
  /** The power, where it is one. */
  gamma?: number;
}

export const tableOf = (curve: (level: number) => number): Float32Array =>
  Float32Array.from({ length: 256 }, (_, level) => curve(level));
