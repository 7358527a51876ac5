import { type Bin, fitBins } from './bins.ts';
import { type ToneKind, tableOf } from './tone.ts';

/** Powers that are meant where a fitted one is within 3 % of them. */
const usual = [2.2, 1.8, 2.4, 2, 1.5, 1.2].flatMap((power) => [power, 1 / power]);
const near = 0.03;
const [least, most] = [0.25, 4];

/** A power on levels in 0..1: linear light and back, brightened, darkened. */
export const gamma: ToneKind = {
  name: 'gamma',
  freedom: 1,
  fit: (channels) => {
    const off = (power: number): number => offOf(channels, power);
    let best = 1;
    for (let step = -24; step <= 24; step++) {
      const power = Math.exp((step / 24) * Math.log(most));
      if (off(power) < off(best)) best = power;
    }
    let [low, high] = [Math.max(least, best / 1.08), Math.min(most, best * 1.08)];
    while (high / low > 1.0002) {
      const [a, b] = [low * (high / low) ** 0.382, low * (high / low) ** 0.618];
      if (off(a) < off(b)) high = b;
      else low = a;
    }
    best = Math.sqrt(low * high);
    const named = usual.reduce((a, b) => (Math.abs(Math.log(b / best)) < Math.abs(Math.log(a / best)) ? b : a));
    const power =
      Math.abs(named / best - 1) < near && off(named) < 1.5 * off(best) + 0.3 * channels.length ? named : best;
    return { name: 'gamma', gamma: power, table: tableOf((level) => 255 * (level / 255) ** power) };
  },
};

const offOf = (channels: readonly (readonly Bin[])[], power: number): number =>
  channels.reduce((sum, bins) => sum + fitBins(bins, (x) => 255 * (Math.max(0, x) / 255) ** power).off, 0);
