import { planeOf } from '../picture/planes.ts';
import type { View } from './reading.ts';

const { abs, sqrt, max, min, floor } = Math;
const block = 8;

/**
 * Total variation over local contrast (the standard deviation inside blocks of 8 x 8), the mean of the channels: a photo
 * that is read as it was written is smooth. With the contrast of the whole picture, channels of distant means would look
 * smooth in the wrong reading. Only what was written counts.
 */
export const roughness = ({ picture, rows }: View): number => {
  const { width, channels } = picture;
  const whole = max(...rows);
  let total = 0;
  let counted = 0;
  for (let c = 0; c < channels; c++) {
    const height = rows[c] as number;
    if (height < min(whole, 16) || width < 2 || height < 2) continue;
    const plane = planeOf(picture, c);
    total += variation(plane, width, height) / (contrast(plane, width, height) + 1e-12);
    counted++;
  }
  return counted === 0 ? Infinity : total / counted;
};

const variation = (plane: Float32Array, width: number, height: number): number => {
  let [across, down] = [0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const value = plane[i] as number;
      if (x > 0) across += abs(value - (plane[i - 1] as number));
      if (y > 0) down += abs(value - (plane[i - width] as number));
    }
  return across / (height * (width - 1)) + down / ((height - 1) * width);
};

const contrast = (plane: Float32Array, width: number, height: number): number => {
  const [across, down] = [max(1, floor(width / block)), max(1, floor(height / block))];
  const [bw, bh] = [min(block, width), min(block, height)];
  let total = 0;
  for (let by = 0; by < down; by++)
    for (let bx = 0; bx < across; bx++) {
      let [sum, squares] = [0, 0];
      const shift = plane[by * bh * width + bx * bw] as number;
      for (let y = 0; y < bh; y++)
        for (let x = 0, i = (by * bh + y) * width + bx * bw; x < bw; x++, i++) {
          const d = (plane[i] as number) - shift;
          sum += d;
          squares += d * d;
        }
      const n = bw * bh;
      total += sqrt(max(0, squares / n - (sum / n) ** 2));
    }
  return total / (across * down);
};
