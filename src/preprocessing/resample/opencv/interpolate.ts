import type { Bytes } from '../bytePasses.ts';
import { elementTaps, rowCache } from '../elementTaps.ts';
import type { Window } from '../resampler.ts';
import { roundHalfEven } from '../roundHalfEven.ts';
import { type Axis, axisPart, ONE, sumColumns } from './axis.ts';

const { fround, floor, imul } = Math;

/** Two taps; `enlargingArea` is INTER_AREA where it enlarges, which interpolates with other weights. */
const linearAxis = (size: number, target: number, step: number, enlargingArea: boolean): Axis => {
  const [starts, weights] = [new Int32Array(target), new Int32Array(target * 2)];
  for (let i = 0; i < target; i++) {
    let start: number;
    let fraction: number;
    if (enlargingArea) {
      start = floor(i * step);
      const over = fround(i + 1 - (start + 1) * (target / size));
      fraction = over <= 0 ? 0 : fround(over - floor(over));
    } else {
      const position = fround((i + 0.5) * step - 0.5);
      start = floor(position);
      fraction = fround(position - start);
    }
    starts[i] = start;
    weights[i * 2] = roundHalfEven(fround(fround(1 - fraction) * ONE));
    weights[i * 2 + 1] = roundHalfEven(fround(fraction * ONE));
  }
  return { starts, weights };
};

/** Columns outside of the image give their weight to the border pixel; rows are repeated instead. */
const withoutOutside = ({ starts, weights }: Axis, size: number): Axis => {
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number;
    if (start >= 0 && start < size - 1) continue;
    starts[i] = start < 0 ? 0 : size - 1;
    weights[i * 2] = ONE;
    weights[i * 2 + 1] = 0;
  }
  return { starts, weights };
};

/** Two rows: the intermediate shifts are those of OpenCV's `VResizeLinear` for bytes. */
const interpolated = (image: Bytes, x: Axis, y: Axis): Bytes => {
  const [width, height] = [x.starts.length, y.starts.length];
  const columns = elementTaps(image.width, image.channels, x.starts, x.weights, 2);
  const rows = rowCache(2, () => new Int32Array(columns.length), sumColumns(image, columns));
  const data = new Uint8Array(columns.length * height);
  const out = new Uint8ClampedArray(data.buffer);
  const last = image.height - 1;
  for (let i = 0; i < height; i++) {
    const start = y.starts[i] as number;
    const upper = rows(Math.min(Math.max(start, 0), last));
    const lower = rows(Math.min(Math.max(start + 1, 0), last));
    const [a, b] = [y.weights[i * 2] as number, y.weights[i * 2 + 1] as number];
    for (let k = 0, o = i * columns.length; k < columns.length; k++, o++) {
      const above = imul((upper[k] as number) >> 4, a) >> 16;
      out[o] = (above + (imul((lower[k] as number) >> 4, b) >> 16) + 2) >> 2;
    }
  }
  return { data, width, height, channels: image.channels };
};

/** INTER_LINEAR and INTER_AREA where it enlarges. */
export const interpolate = (
  image: Bytes,
  width: number,
  height: number,
  step: { x: number; y: number },
  [left, top, right, bottom]: Window,
  enlargingArea: boolean,
): Bytes => {
  const x = withoutOutside(linearAxis(image.width, width, step.x, enlargingArea), image.width);
  const y = linearAxis(image.height, height, step.y, enlargingArea);
  return interpolated(image, axisPart(x, left, right, 2), axisPart(y, top, bottom, 2));
};
