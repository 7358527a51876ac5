import { readFile } from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import sharp, { type Sharp } from 'sharp';
import { preprocess } from '../../src/preprocessing/index.ts';
import { type Case, ms } from '../case.ts';
import { inTurns } from '../measure.ts';

/** 512 x 512. */
const photo = new URL('../../fixtures/photos/astronaut.jpg', import.meta.url);
const recipe = 'torchvision/imagenet-v1';
const [SIZE, RESIZED] = [224, 256];
const OFFSET = (RESIZED - SIZE) / 2;

/** What `preprocess` costs against the nearest that an app would write with the usual libraries. */
export const preprocessing: Case = {
  name: 'preprocessing',
  what: `\`preprocess\` by ${recipe}, 512 x 512 to 224 x 224, against the nearest in other libraries`,
  goals: [
    { what: 'a JPEG, sharp', most: 2, unit: 'x' },
    { what: 'a JPEG, @napi-rs/canvas, which does not average', most: 3, unit: 'x' },
    { what: 'decoded pixels, sharp', most: 2, unit: 'x' },
    { what: 'decoded pixels', most: 10, unit: 'ms' },
  ],
  async run() {
    const bytes = await readFile(photo);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const pixels = { data: new Uint8Array(data), width: info.width, height: info.height, channels: info.channels };
    const raw = { width: info.width, height: info.height, channels: 3 } as const;
    const against = (other: () => unknown, image: Uint8Array | typeof pixels) =>
      inTurns(() => preprocess(image, recipe), other, 30, 10);
    const jpegBySharp = await against(() => bySharp(sharp(bytes, { ignoreIcc: true })), bytes);
    const jpegByCanvas = await against(() => byCanvas(bytes), bytes);
    const pixelsBySharp = await against(() => bySharp(sharp(pixels.data, { raw })), pixels);
    const figures = [jpegBySharp, jpegByCanvas, pixelsBySharp].map(({ ratio, first, second }) => ({
      value: ratio,
      detail: `${ms(first)} against ${ms(second)}`,
    }));
    return [...figures, { value: pixelsBySharp.first, detail: 'the median of the same runs' }];
  },
};

/** Averages as Pillow does, 0.5 of 255 off. */
const bySharp = async (picture: Sharp): Promise<Float32Array> => {
  const data = await picture
    .pipelineColourspace('srgb')
    .removeAlpha()
    .resize(RESIZED, RESIZED, { fit: 'fill', kernel: 'linear' })
    .extract({ left: OFFSET, top: OFFSET, width: SIZE, height: SIZE })
    .raw()
    .toBuffer();
  return normalized(data, 3);
};

/** Does not average: 3 to 5 of 255 off. */
const byCanvas = async (bytes: Uint8Array): Promise<Float32Array> => {
  const context = createCanvas(SIZE, SIZE).getContext('2d');
  context.drawImage(await loadImage(bytes), -OFFSET, -OFFSET, RESIZED, RESIZED);
  return normalized(context.getImageData(0, 0, SIZE, SIZE).data, 4);
};

const normalized = (data: ArrayLike<number>, channels: number): Float32Array => {
  const [mean, std] = [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ] as const;
  const plane = SIZE * SIZE;
  const values = new Float32Array(3 * plane);
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < plane; i++)
      values[c * plane + i] = ((data[i * channels + c] as number) / 255 - (mean[c] as number)) / (std[c] as number);
  return values;
};
