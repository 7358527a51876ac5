import type { Pixels } from '../pixels/pixels.ts';
import { elementTaps, rowCache } from './elementTaps.ts';
import { keys, pillowFilters, type SupportedFilter, triangle } from './filters.ts';
import { floatAntialias } from './floatAntialias.ts';
import { floatColumns } from './floatPasses.ts';
import { gather, positions, windowOf } from './gather.ts';
import type { Resampler, Window } from './resampler.ts';

const { fround, floor, max, min } = Math;

/** Without averaging: taps around the position, the border repeated. */
const axis = (size: number, target: number, { filter, support }: SupportedFilter) => {
  const count = support * 2;
  const [starts, weights] = [new Int32Array(target), new Float32Array(target * count)];
  const scale = fround(size / target);
  for (let i = 0; i < target; i++) {
    const center = fround(fround(scale * (i + 0.5)) - 0.5);
    // Only the cubic one looks beyond the border.
    const position = support === 1 ? max(center, 0) : center;
    const start = floor(position) - support + 1;
    starts[i] = start;
    for (let k = 0; k < count; k++) weights[i * count + k] = filter(position - start - k);
  }
  return { starts, weights };
};

const interpolate = (
  pixels: Pixels,
  wholeWidth: number,
  wholeHeight: number,
  filter: SupportedFilter,
  [left, top, right, bottom]: Window,
): Pixels => {
  const { channels } = pixels;
  const count = filter.support * 2;
  const [width, height] = [right - left, bottom - top];
  const [x, y] = [axis(pixels.width, wholeWidth, filter), axis(pixels.height, wholeHeight, filter)];
  const [starts, weights] = [x.starts.subarray(left, right), x.weights.subarray(left * count, right * count)];
  const columns = elementTaps(pixels.width, channels, starts, weights, count);
  const { length } = columns;
  const rows = rowCache(count, () => new Float32Array(length), floatColumns(pixels, columns));
  const data = new Float32Array(length * height);
  const last = pixels.height - 1;
  for (let i = 0; i < height; i++) {
    const out = data.subarray(i * length, (i + 1) * length);
    for (let k = 0; k < count; k++) {
      const row = rows(min(max((y.starts[top + i] as number) + k, 0), last));
      const weight = y.weights[(top + i) * count + k] as number;
      for (let j = 0; j < length; j++) out[j] = (out[j] as number) + fround((row[j] as number) * weight);
    }
  }
  return { data, width, height, channels };
};

const float = (name: string, family: string, antialias: boolean, resample: Resampler['resample']): Resampler => ({
  name: `torch/${name}`,
  family,
  antialias,
  gives: 'float32',
  equals: `torch 2.15 interpolate(mode="${name.split('-')[0]}", antialias=${antialias ? 'True' : 'False'}) of floats: to 0.01`,
  resample,
});

const nearest = (name: 'nearest' | 'nearest-exact', half: number, family: string): Resampler => ({
  name: `torch/${name}`,
  family,
  antialias: false,
  gives: 'uint8',
  equals: `torch 2.15 interpolate(mode="${name}"): bit by bit`,
  resample: (pixels, width, height, options = {}) => {
    const at = (size: number, target: number) => {
      const scale = fround(size / target);
      return positions(size, target, (i) => fround((i + half) * scale));
    };
    return gather(pixels, at(pixels.width, width), at(pixels.height, height), options);
  },
});

const linear = { filter: triangle, support: 1 };
const cubic = { filter: keys(-0.75), support: 2 };

/**
 * torch's interpolate on floats; torchvision's tensor transforms on bytes are, up to one unit, `pillow/...` with
 * antialias. Source: torch 2.15, aten/src/ATen/native/UpSample.h and cpu/UpSampleKernel.cpp.
 */
export const torch: readonly Resampler[] = [
  nearest('nearest', 0, 'nearest-top-left'),
  nearest('nearest-exact', 0.5, 'nearest'),
  float('bilinear', 'triangle', false, (pixels, width, height, options = {}) =>
    interpolate(pixels, width, height, linear, windowOf(options, width, height)),
  ),
  float('bicubic', 'cubic', false, (pixels, width, height, options = {}) =>
    interpolate(pixels, width, height, cubic, windowOf(options, width, height)),
  ),
  float('bilinear-antialias', 'triangle+antialias', true, (pixels, width, height, options = {}) =>
    floatAntialias(pixels, width, height, pillowFilters.bilinear, options),
  ),
  float('bicubic-antialias', 'catmull-rom+antialias', true, (pixels, width, height, options = {}) =>
    floatAntialias(pixels, width, height, pillowFilters.bicubic, options),
  ),
];
