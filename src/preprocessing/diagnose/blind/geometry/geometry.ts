import type { Plan } from '../../../geometry/plan.ts';
import { planGeometry } from '../../../geometry/planGeometry.ts';
import type { Size } from '../../../pixels/pixels.ts';
import type { Recipe } from '../../../recipe/recipe.ts';

/** The keys of a recipe that say which part of an image goes where. */
export type Geometry = Pick<Recipe, 'sourceCrop' | 'resize' | 'crop' | 'pad'>;

/** Geometries that have a name, for a tensor and an image of these sizes. A part of the rack. */
export interface NamedGeometry {
  name: string;
  list(tensor: Size, image: Size): Geometry[];
}

/** A geometry and what it means for an image. */
export interface Planned {
  geometry: Geometry;
  plan: Plan;
}

/** What a geometry is planned for, and what is resized: decoders that shrink give fewer pixels than the image has. */
export interface Sizes {
  image: Size;
  pixels: Size;
}

/** The plan of a geometry; none where it does not fit the image or gives a tensor of another size. */
export const planned = (geometry: Geometry, tensor: Size, { image, pixels }: Sizes): Planned | undefined => {
  try {
    const whole = planGeometry({ ...anyValues, ...geometry, size: tensor }, image);
    const isShrunk = image.width !== pixels.width || image.height !== pixels.height;
    const plan = isShrunk ? { ...whole, source: { x: 0, y: 0, width: pixels.width, height: pixels.height } } : whole;
    const fits = plan.size.width === tensor.width && plan.size.height === tensor.height;
    return fits ? { geometry, plan } : undefined;
  } catch {
    return undefined;
  }
};

/** What a plan does not depend on. */
const anyValues = {
  decode: { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'pillow' },
  kernel: 'pillow/bilinear',
  channels: 'RGB',
  scale: 1,
  mean: 0,
  std: 1,
  layout: 'NCHW',
  dtype: 'float32',
} as const;

/** Different geometries that mean the same here: the first counts. */
export const withoutTwins = (all: readonly Planned[]): Planned[] => {
  const seen = new Set<string>();
  return all.filter(({ plan }) => {
    const key = keyOf(plan);
    return !seen.has(key) && seen.add(key);
  });
};

export const isSamePixels = (a: Plan, b: Plan): boolean => keyOf(a) === keyOf(b);

/** What an unresized plan shows of the image: cutting before or after makes no difference. */
const keyOf = ({ source, resized, step, crop, pad }: Plan): string =>
  source.width === resized.width && source.height === resized.height
    ? JSON.stringify([source.x + crop.x, source.y + crop.y, crop.width, crop.height, pad])
    : JSON.stringify([source, resized, step, crop, pad]);
