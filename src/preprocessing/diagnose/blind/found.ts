import type { Pixels } from '../../pixels/pixels.ts';
import type { Diagnosis, Residual } from '../diagnosis.ts';
import type { Fed } from '../pipeline/fed.ts';

/** The same image decoded otherwise, and what says so: `{ decode: { ...decode, icc: 'applied' } }`, `{ shrinkOnLoad: 2 }`. */
export interface Alternative {
  pixels: Pixels;
  fed: Partial<Fed>;
}

export interface SearchOptions {
  /** When to stop, in `performance.now()` milliseconds; looked at between stages. */
  deadline?: number;
  /** Other decodings, tried in turn where the pixels given explain the tensor badly. */
  alternatives?: () => AsyncIterable<Alternative>;
}

/** What a search without a recipe found. */
export interface Found {
  /** The whole pipeline; none where nothing of the image was recognised. */
  fed?: Fed;
  /** Of the tensor to what `fed` gives, over the elements that hold the picture. */
  residual: Residual;
  /** Whether `fed` reproduces the tensor but for noise. */
  explained: boolean;
  /** What holds even where nothing explains the tensor. */
  certain: Partial<Fed>;
  ties: Diagnosis['ties'];
  notIdentifiable: Diagnosis['notIdentifiable'];
  /** Elements that were compared, of all. */
  compared: number;
  /** Where the residual sits: correlation of its size with the picture's local contrast (edges), 0 where it lies everywhere. */
  atEdges: number;
  cutShort?: true;
}
