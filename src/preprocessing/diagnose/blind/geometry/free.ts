import type { Size } from '../../../pixels/pixels.ts';
import type { Window } from '../picture/planes.ts';
import type { Rect } from '../register/sampleRect.ts';
import type { Geometry } from './geometry.ts';

/** Along one axis: a size and a place, in whole pixels. */
export interface AxisChoice {
  size: number;
  at: number;
}

/** Geometries without a name, by whole numbers per axis that can be searched one axis at a time. */
export interface FreeShape {
  name: string;
  /** Where the registration points to. */
  start(along: AxisFit): AxisChoice;
  /** What lies beside a choice. */
  beside(choice: AxisChoice): AxisChoice[];
  geometry(x: AxisChoice, y: AxisChoice): Geometry;
}

/** What was registered along one axis: a window of the tensor and the part of the image that it shows. */
export interface AxisFit {
  from: number;
  to: number;
  shownFrom: number;
  shownTo: number;
  /** Sides of the tensor and of the image. */
  tensor: number;
  image: number;
}

const around = [-1, 0, 1];

/** The whole image resized to some size, then cut at some place. */
const resizedThenCut: FreeShape = {
  name: 'resize, then crop',
  start: ({ from, to, shownFrom, shownTo, tensor, image }) => {
    const size = Math.max(tensor, Math.round((image * (to - from)) / (shownTo - shownFrom)));
    const at = ((shownFrom + shownTo) / 2) * (size / image) - (from + to) / 2;
    return { size, at: Math.max(0, Math.min(size - tensor, Math.round(at))) };
  },
  beside: ({ size, at }) => around.flatMap((s) => around.map((a) => ({ size: size + s, at: at + a }))),
  geometry: (x, y) => ({
    resize: { to: 'pixels', width: x.size, height: y.size },
    crop: { at: 'pixels', x: x.at, y: y.at },
  }),
};

/** A part of the image, resized to the tensor's size. */
const cutThenResized: FreeShape = {
  name: 'crop, then resize',
  start: ({ from, to, shownFrom, shownTo, tensor, image }) => {
    const step = (shownTo - shownFrom) / (to - from);
    const first = Math.max(0, Math.round(shownFrom - from * step));
    const last = Math.min(image, Math.round(shownTo + (tensor - to) * step));
    return { size: Math.max(1, last - first), at: first };
  },
  // Either edge moves alone.
  beside: ({ size, at }) => around.flatMap((a) => around.map((b) => ({ size: size + b - a, at: at + a }))),
  geometry: (x, y) => ({
    sourceCrop: { kind: 'box', x: x.at, y: y.at, width: x.size, height: y.size },
    resize: { to: 'size' },
  }),
};

export const freeShapes: readonly FreeShape[] = [resizedThenCut, cutThenResized];

/** @param shift source pixels by which a kernel's picture lies early, as kernels that begin at the top left do */
export const axisFits = (
  window: Window,
  rect: Rect,
  tensor: Size,
  image: Size,
  shift: (step: number) => number,
): [AxisFit, AxisFit] => {
  const x = shift((rect.right - rect.left) / (window.right - window.left));
  const y = shift((rect.bottom - rect.top) / (window.bottom - window.top));
  return [
    {
      from: window.left,
      to: window.right,
      shownFrom: rect.left + x,
      shownTo: rect.right + x,
      tensor: tensor.width,
      image: image.width,
    },
    {
      from: window.top,
      to: window.bottom,
      shownFrom: rect.top + y,
      shownTo: rect.bottom + y,
      tensor: tensor.height,
      image: image.height,
    },
  ];
};
