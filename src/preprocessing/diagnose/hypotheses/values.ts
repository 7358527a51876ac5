import { perChannel } from '../../recipe/perChannel.ts';
import { changed } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import type { Hypothesis } from './hypothesis.ts';

/** A value map: `(pixel * scale - mean) / std`. */
export interface ValueMap {
  scale: number;
  mean: number | readonly number[];
  std: number | readonly number[];
}

const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const CLIP = { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] };

/** What libraries do, in RGB order. */
export const CONVENTIONS: Readonly<Record<string, ValueMap>> = {
  raw: { scale: 1, mean: 0, std: 1 },
  unit: { scale: 1 / 255, mean: 0, std: 1 },
  'plus-minus-one': { scale: 1 / 127.5, mean: 1, std: 1 },
  imagenet: { scale: 1 / 255, ...IMAGENET },
  clip: { scale: 1 / 255, ...CLIP },
  caffe: { scale: 1, mean: [123.68, 116.779, 103.939], std: 1 },
  'caffe-rounded': { scale: 1, mean: [123, 117, 104], std: 1 },
  'minus-127-by-128': { scale: 1, mean: 127, std: 128 },
  'minus-128-by-128': { scale: 1, mean: 128, std: 128 },
  'minus-127.5-by-128': { scale: 1, mean: 127.5, std: 128 },
  'minus-128': { scale: 1, mean: 128, std: 1 },
  'minus-127.5': { scale: 1, mean: 127.5, std: 1 },
  'by-127.5': { scale: 1 / 127.5, mean: 0, std: 1 },
  'by-128': { scale: 1 / 128, mean: 0, std: 1 },
  'minus-half': { scale: 1 / 255, mean: 0.5, std: 1 },
};

interface Numbers {
  /** One number per channel. */
  scale: number[];
  mean: number[];
  std: number[];
}

/** A hypothesis that computes other numbers out of the pipeline's own; equal maps are none. */
const values = (name: string, change: (own: Numbers, fed: Fed) => (ValueMap | undefined)[]): Hypothesis => ({
  name: `values/${name}`,
  step: 'values',
  inject: (fed) => {
    const own = perChannel(fed);
    return change(own, fed)
      .filter((map) => map !== undefined)
      .map((map) => changed(fed, { ...map, ...(fed.channels === 'gray' ? grayOf(map) : {}) }))
      .filter((each) => differs(perChannel(each), own));
  },
});

const grayOf = ({ mean, std }: ValueMap) => ({ mean: first(mean), std: first(std) });
const first = (value: number | readonly number[]): number => (typeof value === 'number' ? value : (value[0] as number));

/** Whether two value maps differ anywhere by more than rounding. */
const differs = (a: Numbers, b: Numbers): boolean =>
  a.scale.some((_, c) => {
    const at = (map: Numbers, pixel: number) =>
      (pixel * (map.scale[c] as number) - (map.mean[c] as number)) / (map.std[c] as number);
    const range = Math.abs(at(b, 255) - at(b, 0));
    return [0, 255].some((pixel) => Math.abs(at(a, pixel) - at(b, pixel)) > 1e-6 * range);
  });

const each = (list: readonly number[], change: (value: number, channel: number) => number): number[] =>
  list.map((value, channel) => change(value, channel));
const by = (list: readonly number[], channel: number): number => list[channel] as number;

const scaled =
  (factor: number) =>
  ({ scale, mean, std }: Numbers) => [{ scale: (scale[0] as number) * factor, mean, std }];

export const no255 = values('no-255', (own) => ((own.scale[0] as number) < 0.1 ? scaled(255)(own) : []));
export const twice255 = values('255-twice', scaled(1 / 255));
export const by256 = values('256-for-255', scaled(255 / 256));
export const by255 = values('255-for-256', scaled(256 / 255));
export const noStd = values('mean-only', ({ scale, mean }) => [{ scale: scale[0] as number, mean, std: 1 }]);
export const noMean = values('std-only', ({ scale, std }) => [{ scale: scale[0] as number, mean: 0, std }]);
export const swapped = values('mean-std-swapped', ({ scale, mean, std }) =>
  mean.every((value) => value !== 0) ? [{ scale: scale[0] as number, mean: std, std: mean }] : [],
);
export const reversed = values('mean-std-reversed', ({ scale, mean, std }) => [
  { scale: scale[0] as number, mean: [...mean].reverse(), std: [...std].reverse() },
]);
export const meanReversed = values('mean-reversed', ({ scale, mean, std }) => [
  { scale: scale[0] as number, mean: [...mean].reverse(), std },
]);
export const normalizedTwice = values('normalized-twice', ({ scale, mean, std }) => {
  const s = scale[0] as number;
  const squared = each(std, (value) => value * value);
  return [
    { scale: s, mean: each(mean, (m, c) => m + m * by(std, c)), std: squared },
    { scale: s * s, mean: each(mean, (m, c) => m * s + m * by(std, c)), std: squared },
  ];
});
export const timesStd = values('times-std', ({ scale, mean, std }) => [
  { scale: scale[0] as number, mean, std: each(std, (value) => 1 / value) },
]);
export const meanAfterStd = values('mean-after-std', ({ scale, mean, std }) => [
  { scale: scale[0] as number, mean: each(mean, (m, c) => m * by(std, c)), std },
]);
export const meanOf255 = values('mean-without-scale', ({ scale, mean }) => {
  const s = scale[0] as number;
  return [{ scale: 1, mean: each(mean, (m) => m / s), std: 1 }];
});
export const onPlusMinusOne = values('on-plus-minus-one', ({ scale, mean, std }) =>
  scale[0] === 1 / 255 ? [{ scale: 2 / 255, mean: each(mean, (m) => m + 1), std }] : [],
);
export const inverted = values('inverted', ({ scale, mean, std }) => {
  const s = scale[0] as number;
  return [{ scale: -s, mean: each(mean, (m) => m - 255 * s), std }];
});
/** The numbers of another convention, in the tensor's channel order and, where the tensor is BGR, in RGB order. */
export const otherConvention = values('other-convention', (_, fed) =>
  Object.values(CONVENTIONS).flatMap((map) => {
    const turned = fed.channels === 'BGR' ? [{ ...map, mean: inReverse(map.mean), std: inReverse(map.std) }] : [];
    return [...turned, map];
  }),
);

const inReverse = (value: number | readonly number[]): number | readonly number[] =>
  typeof value === 'number' ? value : [...value].reverse();
