import { perChannel } from '../../recipe/perChannel.ts';
import { arrangement } from './arrangement.ts';
import { slopes } from './residual.ts';
import type { Simulated } from './simulated.ts';

/** What a picture shows of its colours. */
export interface Palette {
  /** One colour everywhere. */
  isConstant: boolean;
  /** Red, green and blue are equal, but for rounding. */
  isGray: boolean;
  /** Fewer levels than a line through them would need. */
  hasFewValues: boolean;
}

/** Looks at what a pipeline makes of an image, with its value map inverted. */
export const paletteOf = ({ fed, values, size }: Pick<Simulated, 'fed' | 'values' | 'size'>): Palette => {
  const { at, pixels, channels } = arrangement(fed, size);
  const { scale, mean } = perChannel(fed);
  const perPixel = slopes(fed).map((slope) => 1 / slope);
  const zero = mean.map((each, c) => each / (scale[c] as number));
  const levels = new Set<number>();
  let [least, most, apart] = [Infinity, -Infinity, 0];
  const { abs, min, max, round } = Math;
  for (let p = 0; p < pixels; p++) {
    let [low, high] = [Infinity, -Infinity];
    for (let c = 0; c < channels; c++) {
      const index = at(p, c);
      if (index === -1) continue;
      const pixel = (values[index] as number) * (perPixel[c] as number) + (zero[c] as number);
      low = min(low, pixel);
      high = max(high, pixel);
    }
    if (!(high - low < Infinity)) continue;
    least = min(least, low);
    most = max(most, high);
    apart = max(apart, abs(high - low));
    if (levels.size < FEW) levels.add(round(low));
  }
  return { isConstant: most - least < 0.5, isGray: channels === 1 || apart < 1.5, hasFewValues: levels.size < FEW };
};

const FEW = 6;
