import type { Plan } from '../../../geometry/plan.ts';
import type { Size } from '../../../pixels/pixels.ts';
import type { Window } from '../picture/planes.ts';
import type { Rect } from '../register/sampleRect.ts';
import { type Geometry, isSamePixels, type Planned, planned, type Sizes, withoutTwins } from './geometry.ts';
import { namedGeometries } from './named/index.ts';

/** The part of the image that a window of the tensor shows under a plan. */
export const shownBy = ({ source, resized, step, crop, pad }: Plan, window: Window): Rect => {
  const [x, y] = [step?.x ?? source.width / resized.width, step?.y ?? source.height / resized.height];
  return {
    left: source.x + (window.left - pad.left + crop.x) * x,
    top: source.y + (window.top - pad.top + crop.y) * y,
    right: source.x + (window.right - pad.left + crop.x) * x,
    bottom: source.y + (window.bottom - pad.top + crop.y) * y,
  };
};

/** The most that an edge is off. */
export const apart = (a: Rect, b: Rect): number =>
  Math.max(
    Math.abs(a.left - b.left),
    Math.abs(a.top - b.top),
    Math.abs(a.right - b.right),
    Math.abs(a.bottom - b.bottom),
  );

/** Named geometries under which a window of the tensor shows about this part of the image, the nearest first. */
export const namedNear = (window: Window, rect: Rect, tensor: Size, sizes: Sizes): Planned[] => {
  const scale = Math.max(
    (rect.right - rect.left) / (window.right - window.left),
    (rect.bottom - rect.top) / (window.bottom - window.top),
  );
  const tolerance = Math.max(2, 1.5 * scale) + 0.004 * Math.max(sizes.pixels.width, sizes.pixels.height);
  const all = namedGeometries
    .flatMap(({ list }) => list(tensor, sizes.image))
    .flatMap((geometry) => planned(geometry, tensor, sizes) ?? []);
  return withoutTwins(all)
    .map((each) => ({ ...each, off: apart(shownBy(each.plan, window), rect) }))
    .filter(({ off, plan }) => off < tolerance && covers(plan, window))
    .sort((a, b) => a.off - b.off);
};

/** Whether the picture, without its padding, fills the window. */
const covers = ({ pad, size }: Plan, { left, top, right, bottom }: Window): boolean =>
  pad.left <= left && pad.top <= top && size.width - pad.right >= right && size.height - pad.bottom >= bottom;

/** All named geometries that show the same pixels as a plan. */
export const namedAlike = (plan: Plan, tensor: Size, sizes: Sizes): Geometry[] =>
  namedGeometries
    .flatMap(({ list }) => list(tensor, sizes.image))
    .filter((geometry) => {
      const each = planned(geometry, tensor, sizes);
      return each !== undefined && isSamePixels(each.plan, plan);
    });
