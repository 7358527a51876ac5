import { type Planes, planes } from '../picture/planes.ts';

/** A gray picture in smaller and smaller versions, each half as wide and high as the one before. */
export type Pyramid = readonly Planes[];

export const pyramidOf = (gray: Planes, least = 24): Pyramid => {
  const levels = [gray];
  for (let last = gray; Math.min(last.width, last.height) >= 2 * least; levels.push(last)) last = halved(last);
  return levels;
};

/** Means of 2 x 2 pixels; a last odd line is averaged with itself. */
const halved = ({ data, width, height }: Planes): Planes => {
  const result = planes(1, (height + 1) >> 1, (width + 1) >> 1);
  for (let y = 0, to = 0; y < result.height; y++) {
    const upper = 2 * y * width;
    const lower = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < result.width; x++, to++) {
      const [left, right] = [2 * x, Math.min(2 * x + 1, width - 1)];
      result.data[to] =
        ((data[upper + left] as number) +
          (data[upper + right] as number) +
          (data[lower + left] as number) +
          (data[lower + right] as number)) /
        4;
    }
  }
  return result;
};
