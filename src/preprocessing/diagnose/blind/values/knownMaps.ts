import { CONVENTIONS } from '../../hypotheses/values.ts';

/** `(pixel * scale - mean) / std` with numbers for red, green and blue. */
export interface KnownMap {
  scale: number;
  mean: readonly number[];
  std: readonly number[];
  /** How far-fetched it is: of equal maps the lowest counts. */
  cost: number;
}

const three = (value: number | readonly number[]): readonly number[] =>
  typeof value === 'number' ? [value, value, value] : value;

const same = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

type Slip = (map: KnownMap) => KnownMap | undefined;

const each = (values: readonly number[], change: (value: number, i: number) => number): number[] => values.map(change);
const at = (values: readonly number[], i: number): number => values[i] as number;
const reversed = (values: readonly number[]): number[] => [...values].reverse();

/** What goes wrong with a mean and a std. */
const slips: readonly Slip[] = [
  ({ scale, mean, std }) => ({ scale: scale * 255, mean, std, cost: 2 }),
  ({ scale, mean, std }) => ({ scale: scale / 255, mean, std, cost: 2 }),
  ({ scale, mean, std }) => ({ scale: (scale * 255) / 256, mean, std, cost: 3 }),
  ({ scale, mean }) => ({ scale, mean, std: [1, 1, 1], cost: 2 }),
  ({ scale, std }) => ({ scale, mean: [0, 0, 0], std, cost: 2 }),
  ({ scale, mean, std }) => ({ scale, mean: reversed(mean), std: reversed(std), cost: 1 }),
  ({ scale, mean, std }) => ({ scale, mean: reversed(mean), std, cost: 3 }),
  ({ scale, mean, std }) => ({ scale, mean, std: reversed(std), cost: 3 }),
  ({ scale, mean, std }) => (mean.includes(0) ? undefined : { scale, mean: std, std: mean, cost: 3 }),
  ({ scale, mean, std }) => ({ scale, mean, std: each(std, (s) => 1 / s), cost: 3 }),
  ({ scale, mean, std }) => ({ scale, mean: each(mean, (m, i) => m * at(std, i)), std, cost: 3 }),
  ({ scale, mean, std }) => ({ scale, mean, std: each(std, (s) => s * s), cost: 3 }),
  ({ scale, mean, std }) => ({ scale, mean, std: each(std, Math.sqrt), cost: 4 }),
  ({ scale, mean }) => ({ scale: 1, mean: each(mean, (m) => m / scale), std: [1, 1, 1], cost: 3 }),
  ({ scale, mean, std }) => ({ scale: scale * 2, mean: each(mean, (m) => m + 1), std, cost: 3 }),
  ({ scale, mean, std }) => ({
    scale,
    mean: each(mean, (m, i) => m + m * at(std, i)),
    std: each(std, (s) => s * s),
    cost: 3,
  }),
  ({ scale, mean, std }) => ({ scale: -scale, mean: each(mean, (m) => m - 255 * scale), std, cost: 3 }),
];

/** Maps of one number for all channels, and what goes wrong with them. */
const plainSlips: readonly Slip[] = [
  ({ scale, mean, std }) => ({ scale: scale / 255, mean, std, cost: 2 }),
  ({ scale, mean, std }) => ({ scale: -scale, mean: each(mean, (m) => m - 255 * scale), std, cost: 3 }),
];

const more: readonly Omit<KnownMap, 'cost'>[] = [
  { scale: 1 / 256, mean: [0, 0, 0], std: [1, 1, 1] },
  { scale: 1 / 255, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
  { scale: 1 / 255, mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] },
  { scale: 0.017, mean: [0.017 * 123.68, 0.017 * 116.779, 0.017 * 103.939], std: [1, 1, 1] },
  { scale: 1, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  { scale: 1, mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395] },
  { scale: 1 / 255, mean: [123.68 / 255, 116.779 / 255, 103.939 / 255], std: [1, 1, 1] },
];

/** All maps that have a name, in RGB order; a plain map before what may be the same by a slip. */
export const knownMaps: readonly KnownMap[] = [
  ...Object.values(CONVENTIONS).map(({ scale, mean, std }) => ({ scale, mean: three(mean), std: three(std), cost: 0 })),
  ...more.map((map) => ({ ...map, cost: 1 })),
].flatMap((map) => {
  const chosen = same(map.mean) && same(map.std) ? plainSlips : slips;
  return [
    map,
    ...chosen.flatMap((slip) => slip(map) ?? []).map((slipped) => ({ ...slipped, cost: slipped.cost + map.cost })),
  ];
});
