import type { ImageSource } from '../../../trace/trace.ts';
import { decode, imageFacts } from '../../decode/decode.ts';
import type { ImageFacts } from '../../decode/imageFacts.ts';
import type { Plan } from '../../geometry/plan.ts';
import { planGeometry } from '../../geometry/planGeometry.ts';
import { cut, render } from '../../geometry/render.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { Decode } from '../../recipe/recipe.ts';
import { sizeOf } from '../../recipe/sizeOf.ts';
import { resamplerOf } from '../../resample/index.ts';
import type { Fed } from '../pipeline/fed.ts';
import { swapped, swapsSides } from '../pipeline/turns.ts';
import { colourMatrix, throughMatrix, throughPremultiplied } from './colours.ts';
import { turnPixels } from './turnPixels.ts';

/** An image with what was made of it so far: pipelines that differ only in later steps share the earlier ones. */
export interface Scene {
  image: ImageSource;
  /** Of the image as stored. */
  facts: ImageFacts;
  cache: Map<string, Promise<Pixels>>;
  pictures: Map<string, Pixels>;
}

/** Of a picture, these rows only. */
export interface Rows {
  from: number;
  to: number;
}

/** A rendered picture, or a band of it, and where it begins in the picture with its padding. */
export interface Rendered {
  pixels: Pixels;
  left: number;
  top: number;
}

/** Pictures kept: 3 x 224 x 224 bytes each. */
const MOST_PICTURES = 64;

export const openScene = async (image: ImageSource): Promise<Scene> => ({
  image,
  facts: await imageFacts(image),
  cache: new Map(),
  pictures: new Map(),
});

/** What a hypothesis may know of the image, as this pipeline decodes and turns it. */
export const factsFor = ({ facts }: Scene, { decode: how }: Pick<Fed, 'decode'>): ImageFacts =>
  how.orientation === 'exif' && facts.exif > 4 ? { ...facts, size: swapped(facts.size) } : facts;

/** The pixels that a pipeline resizes: decoded, recoloured and turned as it does. */
export const sourceOf = async (scene: Scene, fed: Fed): Promise<Pixels> => {
  const turn = fed.turn?.when === 'before-resize' ? fed.turn.by : undefined;
  const colour = fed.colour !== undefined && isEarly(fed.colour) ? fed.colour : undefined;
  return kept(scene, JSON.stringify([fed.decode, fed.shrinkOnLoad, colour, turn]), async () => {
    if (turn !== undefined) return turnPixels(await sourceOf(scene, without(fed, 'turn')), turn);
    if (colour !== undefined) return recoloured(scene, without(fed, 'colour'), colour);
    const extra = fed.shrinkOnLoad === undefined ? {} : { shrinkOnLoad: fed.shrinkOnLoad };
    return decode(scene.image, fed.decode, extra);
  });
};

/** Named colour deviations happen where pixels are decoded; fitted ones describe the resized picture. */
const isEarly = ({ kind }: NonNullable<Fed['colour']>): boolean => kind !== 'matrix' && kind !== 'curve';

const recoloured = async (scene: Scene, fed: Fed, colour: NonNullable<Fed['colour']>): Promise<Pixels> => {
  const map = colourMatrix(colour);
  if (map !== undefined) return throughMatrix(await sourceOf(scene, fed), map.matrix, map.offset);
  const over = (alpha: Decode['alpha']): Promise<Pixels> =>
    sourceOf(scene, { ...fed, decode: { ...fed.decode, alpha } });
  const [straight, onBlack, onWhite] = await Promise.all([over('dropped'), over([0, 0, 0]), over([255, 255, 255])]);
  return throughPremultiplied(straight, onBlack, onWhite);
};

const kept = (scene: Scene, key: string, make: () => Promise<Pixels>): Promise<Pixels> => {
  const known = scene.cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  scene.cache.set(key, made);
  return made;
};

/** The keys that decide the resized picture; pipelines that agree in them differ only in values and memory. */
const pictureKey = ({
  decode: how,
  shrinkOnLoad,
  colour,
  turn,
  size,
  sourceCrop,
  resize,
  kernel,
  pillow,
  crop,
  pad,
}: Fed) => JSON.stringify([how, shrinkOnLoad, colour, turn, size, sourceCrop, resize, kernel, pillow, crop, pad]);

/** A pipeline's geometry for this image; `source` are its pixels. */
export const planOf = (fed: Fed, source: Pixels, facts: ImageFacts): Plan => {
  const isQuarter = fed.turn?.when === 'after-resize' && swapsSides(fed.turn.by);
  const recipe = isQuarter ? { ...fed, size: swapped(sizeOf(fed)) } : fed;
  if (fed.shrinkOnLoad === undefined) return planGeometry(recipe, source);
  // The sizes are those of the whole image; what is resized is the smaller one.
  const isTurned = source.width > source.height !== facts.size.width > facts.size.height;
  const plan = planGeometry(recipe, isTurned ? swapped(facts.size) : facts.size);
  return { ...plan, source: { x: 0, y: 0, width: source.width, height: source.height } };
};

/**
 * The picture that a pipeline turns into values: resized, cut, padded (where that comes before the value map), turned.
 *
 * @throws ExrayError `recipe-impossible` where its geometry does not fit this image
 */
export const pictureOf = async (scene: Scene, fed: Fed): Promise<Pixels> => {
  const rendered = await renderedOf(scene, fed);
  return fed.turn?.when === 'after-resize' ? turnPixels(rendered, fed.turn.by) : rendered;
};

/** {@link pictureOf} before a late turn. */
export const renderedOf = async (scene: Scene, fed: Fed): Promise<Pixels> => {
  const key = pictureKey(fed);
  const known = scene.pictures.get(key);
  if (known !== undefined) return known;
  const source = await sourceOf(scene, fed);
  const picture = render(source, planOf(fed, source, scene.facts), fed);
  if (scene.pictures.size >= MOST_PICTURES) scene.pictures.delete(scene.pictures.keys().next().value as string);
  scene.pictures.set(key, picture);
  return picture;
};

/** Some rows of what {@link renderedOf} gives, without padding, and where they begin in the padded picture. */
export const bandOf = async (scene: Scene, fed: Fed, rows: Rows): Promise<Rendered> => {
  const source = await sourceOf(scene, fed);
  const { source: part, resized, step, crop, pad } = planOf(fed, source, scene.facts);
  const from = Math.max(0, Math.min(crop.height - 1, rows.from - pad.top));
  const to = Math.max(from + 1, Math.min(crop.height, rows.to - pad.top));
  const box = { ...crop, y: crop.y + from, height: to - from };
  const whole = cut(source, part);
  const isSame = whole.width === resized.width && whole.height === resized.height;
  const pixels = isSame
    ? cut(whole, box)
    : resamplerOf(fed.kernel).resample(whole, resized.width, resized.height, {
        ...(step === undefined ? {} : { step }),
        ...(fed.pillow === undefined ? {} : { pillow: fed.pillow }),
        window: [box.x, box.y, box.x + box.width, box.y + box.height],
      });
  return { pixels, left: pad.left, top: pad.top + from };
};

const without = (fed: Fed, key: 'turn' | 'colour'): Fed => {
  const { [key]: _, ...rest } = fed;
  return rest as Fed;
};
