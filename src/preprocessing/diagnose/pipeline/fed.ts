import type { Recipe } from '../../recipe/recipe.ts';

/** The eight ways to turn a picture; angles are clockwise. `transpose` swaps x and y, `transverse` also turns by 180. */
export type Turn =
  | 'flip-horizontal'
  | 'flip-vertical'
  | 'rotate-180'
  | 'transpose'
  | 'rotate-90'
  | 'rotate-270'
  | 'transverse';

/** How the bytes of a picture were arranged, where that is not what the tensor's shape says. */
export type Reading =
  /** Interleaved values declared as planes (a reshape for a transpose), and the other way round. */
  | 'interleaved-as-planes'
  | 'planes-as-interleaved'
  /** Four channels written, three declared, so that only the first 3/4 of the rows are there; and the other way round. */
  | 'rgba-as-rgb'
  | 'rgb-as-rgba'
  /** Declared as [.., width, height]. */
  | 'width-height-swapped';

/** What happened to the buffer on its way into the tensor. Positions in elements of the flat tensor. */
export type MemoryFault =
  /** Only the first elements were written; the others are zero, or are those of another picture. */
  | { kind: 'unwritten-tail'; written: number }
  | { kind: 'stale-tail'; written: number }
  /** The picture begins later (foreign bytes before it: a pooled Buffer's offset), cyclic or not. */
  | { kind: 'displaced'; by: number }
  /** Each row is longer than it should be: a stride was left in. */
  | { kind: 'row-stride'; extra: number }
  /** Bytes were taken for float32 elements. */
  | { kind: 'reinterpreted' }
  /** Floats were stored into a byte array (all but 0 and 1 are lost), or bytes into signed ones (from 128 they wrap). */
  | { kind: 'truncated-to-bytes' }
  | { kind: 'wrapped-int8' };

/** What pipelines do by accident: no recipe asks for it. */
export interface Deviations {
  /** `after-resize`: the rendered picture is turned, so that quarter turns of a tensor of w x h begin with a picture of h x w. */
  turn?: { by: Turn; when: 'before-resize' | 'after-resize' };
  /** libvips decoded the JPEG at a fraction before the resize. */
  shrinkOnLoad?: 2 | 4 | 8;
  /** Channel order that no library has, such as `GBR`; `gray`: luma (Rec. 601) in all three channels. Instead of the recipe's `channels`. */
  order?: string;
  /** Colours changed across channels, on the decoded pixels (a fitted matrix: on the resized ones, in 0..255): limited range, Rec. 601 taken for 709, premultiplied alpha, or a fitted 3 x 3 matrix with offsets. */
  colour?:
    | { kind: 'limited-range' }
    | { kind: '601-as-709' }
    | { kind: '709-as-601' }
    | { kind: 'premultiplied' }
    | { kind: 'matrix'; matrix: readonly number[]; offset: readonly number[] }
    /** A fitted curve that is no gamma, on the resized pixels: the new value of each of the 256 levels, linear between them. */
    | { kind: 'curve'; table: readonly number[] };
  reading?: Reading;
  memory?: MemoryFault;
}

/** All that was done to an image until it was fed: a recipe, and what no recipe asks for. */
export type Fed = Recipe & Deviations;
