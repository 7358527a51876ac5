import { cutOut, type Planes, planeOf } from '../picture/planes.ts';
import { sampleRect } from '../register/sampleRect.ts';
import { type Related, relatePixels } from './refit.ts';
import type { Setup } from './setup.ts';

/** Pixels along each side. */
const many = 128;

/**
 * How the tensor's channels follow from the image's, as far as it can be seen before geometry and kernel are known.
 *
 * @param image of the setup
 */
export const relate = ({ picture, window, rect, channels, steps }: Setup, image: Planes): Related => {
  const part = cutOut(picture, window);
  const [width, height] = [Math.min(many, part.width), Math.min(many, part.height)];
  const whole = { left: 0, top: 0, right: part.width, bottom: part.height };
  const tensor = sampleRect(part, whole, width, height);
  return relatePixels(
    channels.map((c) => planeOf(tensor, c)),
    channels,
    picture.channels,
    interleaved(sampleRect(image, rect, width, height)),
    steps,
  );
};

/** Three values a pixel, whether the image has three channels or one. */
const interleaved = ({ data, width, height, channels }: Planes): Float32Array => {
  const count = width * height;
  const result = new Float32Array(3 * count);
  for (let c = 0; c < 3; c++) {
    const from = Math.min(c, channels - 1) * count;
    for (let i = 0; i < count; i++) result[3 * i + c] = data[from + i] as number;
  }
  return result;
};
