import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type KernelEnum } from 'sharp';
import { decode } from '../../../../src/preprocessing/decode/decode.ts';
import type { Plan } from '../../../../src/preprocessing/geometry/plan.ts';
import { planGeometry } from '../../../../src/preprocessing/geometry/planGeometry.ts';
import { render } from '../../../../src/preprocessing/geometry/render.ts';
import type { Pixels } from '../../../../src/preprocessing/pixels/pixels.ts';
import { recipes } from '../../../../src/preprocessing/presets/recipes.ts';
import { perChannel } from '../../../../src/preprocessing/recipe/perChannel.ts';
import type { Recipe } from '../../../../src/preprocessing/recipe/recipe.ts';
import { resamplerOf, resamplers, twinsOf } from '../../../../src/preprocessing/resample/index.ts';
import type { KernelName } from '../../../../src/preprocessing/resample/resampler.ts';
import { toTensor } from '../../../../src/preprocessing/tensor/toTensor.ts';
import { decodeFloat16, encodeFloat16 } from '../../../../src/tensor/float16.ts';
import type { Tensor } from '../../../../src/tensor/tensor.ts';

/** What an app may feed, and what is to be said of it. */
export interface Feed {
  name: string;
  /** `library`: passes at that level; `decoder`: at that one; `different`: passes at none. */
  kind: 'library' | 'decoder' | 'different';
  make(): Promise<Tensor>;
}

export const photoOf = (name: string): string =>
  fileURLToPath(new URL(`../../../../fixtures/photos/${name}`, import.meta.url));

/** 301 x 227 to 640 x 558 pixels: gray, smooth, noisy, with fine detail, tagged with a wide profile. */
export const photos = [
  'china.jpg',
  'coffee.jpg',
  'chelsea.png',
  'hubble.jpg',
  'astronaut.jpg',
  'flower.jpg',
  'rocket.jpg',
  'camera-gray.png',
] as const;

/** Each of another kernel, geometry, layout or value map, at 224; the first three can be met by sharp. */
export const verdictRecipes: Record<string, { recipe: Recipe; sharp?: keyof KernelEnum }> = {
  bilinear: { recipe: recipes['torchvision/imagenet-v1'] as Recipe, sharp: 'linear' },
  bicubic: { recipe: recipes['transformers/clip'] as Recipe, sharp: 'cubic' },
  lanczos: { recipe: { ...(recipes['keras/torch'] as Recipe), kernel: 'pillow/lanczos' }, sharp: 'lanczos3' },
  'no antialias': { recipe: recipes['tf/resize'] as Recipe },
};

/** What sharp itself makes of pixels by a recipe's geometry. */
export const bySharp = async (
  pixels: Pixels,
  { resized, crop, size }: Plan,
  kernel: keyof KernelEnum,
): Promise<Pixels> => {
  const { width, height } = pixels;
  const data = await sharp(Buffer.from(pixels.data), { raw: { width, height, channels: 3 } })
    .resize(resized.width, resized.height, { fit: 'fill', kernel })
    .extract({ left: crop.x, top: crop.y, width: crop.width, height: crop.height })
    .raw()
    .toBuffer();
  return { data, ...size, channels: 3 };
};

const rounded = (pixels: Pixels): Pixels => ({
  ...pixels,
  data: Uint8ClampedArray.from(pixels.data),
});

/** Pixels that were stored as a JPEG in between. */
const encodedAgain = async ({ data, width, height }: Pixels, quality: number): Promise<Pixels> => {
  const raw = { width, height, channels: 3 as const };
  const encoded = await sharp(Buffer.from(data), { raw }).jpeg({ quality }).toBuffer();
  return { data: await sharp(encoded).raw().toBuffer(), width, height, channels: 3 };
};

/** A Gaussian of three by three: what sharp's own is from larger deviations on. */
const blurred = ({ data, width, height }: Pixels, sigma: number): Pixels => {
  const side = Math.exp(-1 / (2 * sigma * sigma));
  const [near, centre] = [side / (1 + 2 * side), 1 / (1 + 2 * side)];
  const along = (from: ArrayLike<number>, step: number, at: (i: number) => number, length: number) =>
    Float32Array.from(from, (value, i) => {
      const before = at(i) > 0 ? (from[i - step] as number) : value;
      const after = at(i) < length - 1 ? (from[i + step] as number) : value;
      return centre * value + near * (before + after);
    });
  const rows = along(data, 3, (i) => Math.floor(i / 3) % width, width);
  const both = along(rows, 3 * width, (i) => Math.floor(i / (3 * width)), height);
  return { data: Uint8ClampedArray.from(both), width, height, channels: 3 };
};

/** Values in steps of one level of a pixel, as an int8 input holds them. */
const inSteps = (tensor: Tensor, recipe: Recipe): Tensor => {
  const { scale, std } = perChannel(recipe);
  const step = (scale[0] as number) / (std[0] as number);
  return { ...tensor, data: Float32Array.from(tensor.data as Float32Array, (v) => Math.round(v / step) * step) };
};

/**
 * All that an app may feed of one photo under one recipe.
 *
 * @param photo of the fixtures, or an absolute path
 * @param decoded folder with what other decoders make of the photos (`china-tf.png`), where there is one
 */
export const feedsOf = async (photo: string, name: string, decoded?: string): Promise<Feed[]> => {
  const { recipe, sharp: twin } = verdictRecipes[name] as (typeof verdictRecipes)[string];
  const pixels = await decode(isAbsolute(photo) ? photo : photoOf(photo), recipe.decode);
  const plan = planGeometry(recipe, pixels);
  const by = (kernel: KernelName, from = pixels, where = plan): Pixels => render(from, where, { ...recipe, kernel });
  const fed = (picture: Pixels): Tensor => toTensor(picture, recipe);
  const right = (from = pixels): Tensor => fed(by(recipe.kernel, from));
  const moved = (x: number, y: number): Plan => ({
    ...plan,
    crop: { ...plan.crop, x: plan.crop.x + x, y: plan.crop.y + y },
  });
  const isCropped = (x: number, y: number): boolean =>
    plan.crop.x + x + plan.crop.width <= plan.resized.width &&
    plan.crop.y + y + plan.crop.height <= plan.resized.height;
  const brighter = (by: number, picture: Pixels): Pixels => ({
    ...picture,
    data: Uint8ClampedArray.from(picture.data, (value) => value + by),
  });
  const feed = (kind: Feed['kind'], label: string, make: () => Tensor | Promise<Tensor>): Feed => ({
    name: label,
    kind,
    make: async () => make(),
  });
  const torch = twinsOf(recipe.kernel).find((each) => each.startsWith('torch/'));
  const other = decoded === undefined ? '' : join(decoded, basename(photo).replace(/\.\w+$/, '-tf.png'));
  const families = [...new Set(resamplers.map(({ family }) => family))];
  return [
    feed('library', 'itself', () => right()),
    ...twinsOf(recipe.kernel).map((kernel) => feed('library', `twin ${kernel}`, () => fed(by(kernel)))),
    ...(twin === undefined
      ? []
      : [feed('library', `sharp itself, ${twin}`, async () => fed(await bySharp(pixels, plan, twin)))]),
    ...(torch === undefined ? [] : [feed('library', 'torch on bytes', () => fed(rounded(by(torch))))]),
    feed('library', 'float16', () => {
      const tensor = right();
      return { ...tensor, data: Float32Array.from(decodeFloat16(encodeFloat16(tensor.data as Float32Array))) };
    }),
    feed('library', 'int8', () => inSteps(right(), recipe)),
    ...(existsSync(other)
      ? [
          feed('decoder', "TensorFlow's decoder", async () => right(await decode(other, recipe.decode))),
          ...(twin === undefined
            ? []
            : [
                feed('decoder', "TensorFlow's decoder and sharp's kernel", async () =>
                  fed(await bySharp(await decode(other, recipe.decode), plan, twin)),
                ),
              ]),
        ]
      : []),
    ...families
      .filter((family) => family !== resamplerOf(recipe.kernel).family)
      .map((family) => resamplers.find((each) => each.family === family)?.name as KernelName)
      .map((kernel) => feed('different', `kernel ${kernel}`, () => fed(by(kernel)))),
    ...(
      [
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const
    )
      .filter(([x, y]) => isCropped(x, y))
      .map(([x, y]) => feed('different', `crop + ${x}, ${y}`, () => fed(by(recipe.kernel, pixels, moved(x, y))))),
    ...[80, 85, 92, 95].map((quality) =>
      feed('different', `JPEG ${quality}`, async () => right(await encodedAgain(pixels, quality))),
    ),
    feed('different', 'brighter by 3', () => fed(brighter(3, by(recipe.kernel)))),
    feed('different', 'brighter by 1', () => fed(brighter(1, by(recipe.kernel)))),
    feed('different', 'blur .5', () => fed(blurred(by(recipe.kernel), 0.5))),
  ];
};
