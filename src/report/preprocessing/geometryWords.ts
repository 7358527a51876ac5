import type { Recipe, Rounding, SourceCrop } from '../../preprocessing/recipe.ts';
import { sideOf, sizeOf } from '../../preprocessing/sizeOf.ts';

/** What of a recipe is geometry. */
export type Geometry = Pick<Recipe, 'size' | 'sourceCrop' | 'resize' | 'crop' | 'pad'>;

const roundings: Record<Rounding, string> = {
  trunc: 'truncated',
  'half-even': 'rounded half to even',
  'half-up': 'rounded half up',
  ceil: 'rounded up',
};

/**
 * `shorter side to 256, then centre crop 224x224`. With `detail` also how sides and offsets become whole, which matters
 * only between geometries that are otherwise the same.
 */
export function geometryWords(geometry: Geometry, detail = false): string {
  const parts = [
    geometry.sourceCrop && sourceWords(geometry.sourceCrop, geometry, detail),
    resizeWords(geometry, detail),
    cropWords(geometry, detail),
    padWords(geometry),
  ];
  return parts.filter((part) => part !== undefined).join(', then ');
}

/** Two geometries, with as much detail as it takes to tell them apart. */
export function geometriesApart(one: Geometry, other: Geometry): [string, string] {
  const short: [string, string] = [geometryWords(one), geometryWords(other)];
  return short[0] === short[1] ? [geometryWords(one, true), geometryWords(other, true)] : short;
}

/** `224x224`. */
export const sizeWords = ({ width, height }: { width: number; height: number }): string => `${width}x${height}`;

function sourceWords(crop: SourceCrop, geometry: Geometry, detail: boolean): string {
  const rounding = detail && 'offset' in crop ? ` (offset ${roundings[crop.offset]})` : '';
  switch (crop.kind) {
    case 'central-fraction':
      return `the central ${crop.fraction} of both sides`;
    case 'central-square':
      return crop.fraction === 1
        ? `the largest centre square${rounding}`
        : `the centre square of ${crop.fraction} of the shorter side${rounding}`;
    case 'central-aspect':
      return `the largest centre part of the target's aspect${rounding}`;
    case 'padded-square': {
      const { width, height } = sizeOf(geometry);
      const side = Math.max(width, height);
      return `the centre square of ${side}/${side + sideOf(crop.padding, geometry)} of the shorter side`;
    }
    case 'box':
      return `the part ${sizeWords(crop)} at [${crop.x}, ${crop.y}]`;
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
      return `shorter side to ${sideOf(resize.side, geometry)}${detail ? ` (${how})` : ''}`;
    }
    case 'cover':
      return `scaled to cover ${size}`;
    case 'contain':
      return `scaled to fit into ${size}${resize.enlarge ? '' : ', never enlarged'}`;
    case 'multiple':
      return `both sides to multiples of ${resize.of}, the ${resize.limits} ${resize.limits === 'longer' ? 'at most' : 'at least'} ${sideOf(resize.limit, geometry)}`;
    case 'height':
      return `height to ${resize.height}, width in proportion, at most ${resize.width} or its own aspect`;
  }
}

function cropWords(geometry: Geometry, detail: boolean): string | undefined {
  const { crop } = geometry;
  if (crop === undefined) return undefined;
  const size = sizeWords(sizeOf(geometry));
  if (crop.at === 'pixels') return `crop ${size} at [${crop.x}, ${crop.y}]`;
  return `centre crop ${size}${detail ? ` (offset ${roundings[crop.offset]})` : ''}`;
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
