import type { Size } from '../pixels/pixels.ts';

/** A rectangle in whole pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * A recipe's geometry for one image: whole numbers, nothing left to round. In this order: the part of the decoded image,
 * its resize, the part of the resized one, the padding around it.
 */
export interface Plan {
  source: Box;
  /** Equal to the source's size where nothing is resized. */
  resized: Size;
  /** Source pixels per resized pixel where it is not `source / resized`. */
  step?: { x: number; y: number };
  crop: Box;
  pad: { left: number; top: number; right: number; bottom: number };
  /** Of the tensor: the crop with its padding. */
  size: Size;
}
