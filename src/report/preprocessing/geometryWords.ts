import type { Recipe, Rounding, SourceCrop } from '../../preprocessing/recipe/recipe.ts';
import { sideOf, sizeOf } from '../../preprocessing/recipe/sizeOf.ts';

/** What of a recipe is geometry. */
export type Geometry = Pick<Recipe, 'size' | 'sourceCrop' | 'resize' | 'crop' | 'pad'>;

const roundings: Record<Rounding, string> = {
  trunc: 'truncated',
  'half-even': 'rounded half to even',
  'half-up': 'rounded half up',
  ceil: 'rounded up',
};

/**
 * `resized to a shorter side of 256, then centre-cropped to 224x224`. With `detail` also how sides and offsets become
 * whole, which matters only between geometries that are otherwise the same.
 */
export const geometryWords = (geometry: Geometry, detail = false): string => parts(geometry, detail).join(', then ');

const parts = (geometry: Geometry, detail: boolean): string[] =>
  [
    geometry.sourceCrop && sourceWords(geometry.sourceCrop, geometry, detail),
    resizeWords(geometry, detail),
    cropWords(geometry, detail),
    padWords(geometry),
  ].filter((part) => part !== undefined);

/** Two geometries by what differs, with as much detail as it takes. */
export function geometriesApart(one: Geometry, other: Geometry): [string, string] {
  const detail = geometryWords(one) === geometryWords(other);
  const [a, b] = [parts(one, detail), parts(other, detail)];
  const [own, others] = [a.filter((part) => !b.includes(part)), b.filter((part) => !a.includes(part))];
  // A step that only one of them has is told with what is around it.
  const isApart = own.length > 0 && own.length === others.length;
  return isApart ? [own.join(', then '), others.join(', then ')] : [a.join(', then '), b.join(', then ')];
}

/** `224x224`. */
export const sizeWords = ({ width, height }: { width: number; height: number }): string => `${width}x${height}`;

function sourceWords(crop: SourceCrop, geometry: Geometry, detail: boolean): string {
  const rounding = detail && 'offset' in crop ? ` (offset ${roundings[crop.offset]})` : '';
  switch (crop.kind) {
    case 'central-fraction':
      return `cut to the central ${crop.fraction} of both sides`;
    case 'central-square':
      return crop.fraction === 1
        ? `cut to the largest centre square${rounding}`
        : `cut to the centre square of ${crop.fraction} of the shorter side${rounding}`;
    case 'central-aspect':
      return `cut to the largest centre part of the target's aspect${rounding}${crop.offset === 'ceil' ? " (sharp's default fit)" : ''}`;
    case 'padded-square': {
      const { width, height } = sizeOf(geometry);
      const side = Math.max(width, height);
      return `cut to the centre square of ${side}/${side + sideOf(crop.padding, geometry)} of the shorter side`;
    }
    case 'box':
      return `cut to ${sizeWords(crop)} at [${crop.x}, ${crop.y}]`;
  }
}

function resizeWords(geometry: Geometry, detail: boolean): string {
  const { resize, sourceCrop } = geometry;
  if (resize === undefined) return 'not resized';
  const size = sizeWords(sizeOf(geometry));
  switch (resize.to) {
    case 'size':
      return `${sourceCrop === undefined ? 'stretched' : 'resized'} to ${size}`;
    case 'pixels':
      return `resized to ${sizeWords(resize)}`;
    case 'short-side': {
      const how =
        resize.other === 'float32' ? 'both sides truncated by one float32 factor' : `other ${roundings[resize.other]}`;
      return `resized to a shorter side of ${sideOf(resize.side, geometry)}${detail ? ` (${how})` : ''}`;
    }
    case 'cover':
      return `scaled to cover ${size}`;
    case 'contain':
      return `scaled to fit into ${size}${resize.enlarge ? '' : ', never enlarged'}`;
    case 'multiple':
      return `resized to multiples of ${resize.of} (${resize.limits} side ${resize.limits === 'longer' ? 'at most' : 'at least'} ${sideOf(resize.limit, geometry)})`;
    case 'height':
      return `resized to a height of ${resize.height} (width in proportion, at most ${resize.width} or its own aspect)`;
  }
}

function cropWords(geometry: Geometry, detail: boolean): string | undefined {
  const { crop } = geometry;
  if (crop === undefined) return undefined;
  const size = sizeWords(sizeOf(geometry));
  if (crop.at === 'pixels') return `cropped to ${size} at [${crop.x}, ${crop.y}]`;
  return `centre-cropped to ${size}${detail ? ` (offset ${roundings[crop.offset]})` : ''}`;
}

function padWords({ pad }: Geometry): string | undefined {
  if (pad === undefined) return undefined;
  const fill = typeof pad.fill === 'number' ? String(pad.fill) : `[${pad.fill.join(', ')}]`;
  const where = pad.picture === 'center' ? 'on all sides' : 'on the right and below';
  return [
    `padded with ${fill} ${where}`,
    ...(pad.stride === undefined ? [] : [`to multiples of ${pad.stride}`]),
    ...(pad.when === 'after-values' ? ['after the value map'] : []),
  ].join(' ');
}
