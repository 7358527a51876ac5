import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Pixels, Size } from '../preprocessing/pixels/pixels.ts';
import { preprocess } from '../preprocessing/preprocess.ts';
import { perChannel } from '../preprocessing/recipe/perChannel.ts';
import type { Recipe } from '../preprocessing/recipe/recipe.ts';
import { realValues } from '../tensor/realValues.ts';
import { elementCount, type Tensor } from '../tensor/tensor.ts';
import type { ImageSource } from '../trace/trace.ts';

/** Smaller pictures are enlarged, each pixel a square, or nobody would see anything. */
const LEAST_PIXELS = 224;
/** Share of the largest colour difference from which pixelmatch marks a pixel: about 6 of 255 levels of gray. */
const THRESHOLD = 0.03;
/** What is no number is magenta, which no photo is. */
const NOT_A_NUMBER = [255, 0, 255] as const;

/**
 * Writes what the model saw, what it should have seen, and where the two differ, as PNG files that people can look at:
 * `<path>-saw.png`, `<path>-should-have-seen.png`, `<path>-difference.png`. Values are brought back to pixels by the
 * recipe's own value map, so that a picture with other values looks as wrong as it is to the model.
 *
 * @param tensor what was fed, one image
 * @param path start of the files' names, relative to the working directory
 * @param mostBytes that the files may take together; those that would take more are left out
 * @returns paths relative to the working directory; none where sharp is not installed. Without the difference where the
 * sizes differ, and without what the model saw where that is no picture.
 */
export async function keepPictures(
  tensor: Tensor,
  image: ImageSource,
  recipe: Recipe,
  path: string,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const sharp = await loadSharp();
  if (sharp === undefined) return [];
  const should = picture(await preprocess(image, recipe), recipe);
  const saw = picture(tensor, recipe);
  const difference = saw === undefined || should === undefined ? undefined : differenceOf(saw, should);
  const kept: string[] = [];
  let room = mostBytes;
  for (const [name, each] of [
    ['saw', saw],
    ['should-have-seen', should],
    ['difference', difference],
  ] as const) {
    if (each === undefined) continue;
    const file = `${path}-${name}.png`;
    const { data, width, height } = enlarged(each);
    const png = await sharp(data, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .png()
      .toBuffer();
    if (png.length > room) continue;
    room -= png.length;
    await writeFile(resolve(file), png);
    kept.push(relative(process.cwd(), resolve(file)).replaceAll('\\', '/'));
  }
  return kept;
}

/** A tensor as an RGBA picture; undefined where its shape is none of a picture. */
export function picture(tensor: Tensor, recipe: Recipe): Pixels | undefined {
  const arranged = arrangement(tensor.shape, recipe.layout);
  if (arranged === undefined || tensor.dtype === 'string') return undefined;
  const { width, height, channels, isPlanar } = arranged;
  const values = realValues(tensor);
  const count = width * height;
  const data = new Uint8ClampedArray(count * 4);
  const level = levelsOf(tensor, recipe);
  const order = channels < 3 ? [0, 0, 0] : recipe.channels === 'BGR' ? [2, 1, 0] : [0, 1, 2];
  for (let i = 0; i < count; i++) {
    let isNumber = true;
    for (let c = 0; c < 3; c++) {
      const from = order[c] as number;
      const value = level(values[isPlanar ? from * count + i : i * channels + from] as number, from);
      isNumber &&= Number.isFinite(value);
      data[i * 4 + c] = value;
    }
    if (!isNumber) data.set(NOT_A_NUMBER, i * 4);
    data[i * 4 + 3] = 255;
  }
  return { data, width, height, channels: 4 };
}

/** From a stored value to a level in 0..255, by the recipe read backwards. */
function levelsOf({ dtype }: Tensor, recipe: Recipe): (value: number, channel: number) => number {
  const { scale, mean, std } = perChannel(recipe);
  const { gamma = 1 } = recipe;
  const { scale: step, zeroPoint } =
    dtype === recipe.dtype && recipe.quantization !== undefined ? recipe.quantization : { scale: 1, zeroPoint: 0 };
  const at = (values: readonly number[], channel: number): number =>
    values[Math.min(channel, values.length - 1)] as number;
  return (stored, channel) => {
    const value = (stored - zeroPoint) * step;
    const pixel = (value * at(std, channel) + at(mean, channel)) / at(scale, channel);
    return gamma === 1 ? pixel : 255 * (pixel / 255) ** (1 / gamma);
  };
}

/** How an image lies in a tensor of this shape; the recipe's layout decides where both could be. */
function arrangement(
  shape: readonly number[],
  layout: Recipe['layout'],
): (Size & { channels: number; isPlanar: boolean }) | undefined {
  if (shape.length < 3 || elementCount(shape) === 0) return undefined;
  const [a, b, c] = shape.slice(-3) as [number, number, number];
  const isChannels = (side: number) => side === 1 || side === 3 || side === 4;
  const isPlanar = isChannels(a) && (layout === 'NCHW' || !isChannels(c));
  if (!isPlanar && !isChannels(c)) return undefined;
  return isPlanar ? { width: c, height: b, channels: a, isPlanar } : { width: b, height: a, channels: c, isPlanar };
}

/** Pixels that differ are red on the faded picture; antialiased edges count, since kernels differ just there. */
function differenceOf(saw: Pixels, should: Pixels): Pixels | undefined {
  const { width, height } = should;
  if (saw.width !== width || saw.height !== height) return undefined;
  const data = new Uint8ClampedArray(width * height * 4);
  const bytes = (pixels: Pixels) => pixels.data as Uint8ClampedArray;
  pixelmatch(bytes(saw), bytes(should), data, width, height, { threshold: THRESHOLD, includeAA: true });
  return { data, width, height, channels: 4 };
}

/** By a whole factor, so that every pixel stays a square. */
function enlarged(pixels: Pixels): Pixels {
  const times = Math.ceil(LEAST_PIXELS / Math.min(pixels.width, pixels.height));
  if (times === 1) return pixels;
  const [width, height] = [pixels.width * times, pixels.height * times];
  const data = new Uint8ClampedArray(width * height * 4);
  const { floor } = Math;
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 4) {
      const from = (floor(y / times) * pixels.width + floor(x / times)) * 4;
      for (let c = 0; c < 4; c++) data[to + c] = pixels.data[from + c] as number;
    }
  return { data, width, height, channels: 4 };
}

async function loadSharp(): Promise<typeof import('sharp')['default'] | undefined> {
  try {
    return (await import('sharp')).default;
  } catch {
    return undefined;
  }
}
