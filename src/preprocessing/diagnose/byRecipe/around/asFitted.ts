import type { DType } from '../../../../tensor/tensor.ts';
import type { ImageFacts } from '../../../decode/imageFacts.ts';
import { perChannel } from '../../../recipe/perChannel.ts';
import { single } from '../../../recipe/single.ts';
import type { ChannelFit } from '../../fit/fitChannels.ts';
import { linesApart } from '../../fit/linesApart.ts';
import { hypotheses } from '../../hypotheses/index.ts';
import { changed } from '../../pipeline/changed.ts';
import type { Fed } from '../../pipeline/fed.ts';
import { slopes } from '../../simulate/residual.ts';
import type { Try } from './tries.ts';

/**
 * A try's pipeline with the channel order and value map that its fit shows: those of the pipeline itself or of a
 * hypothesis where one is as near as the fit is sure, else the numbers that were fitted.
 *
 * @param dtype of the tensor
 */
export const asFitted = ({ fed, fit }: Try, dtype: DType, image: ImageFacts): Fed => {
  const orders = [fit.order, ...fit.others].map(String);
  const recoloured = [fed, ...variants(fed, image, 'channels')].filter((each) =>
    orders.includes(String(orderOf(each))),
  );
  // A limited range is a line, as a value map is: which of the two it was, or both, the numbers tell.
  const ranged = recoloured.flatMap((each) => [
    each,
    ...variants(each, image, 'colour').filter(({ colour }) => colour?.kind === 'limited-range'),
  ]);
  const mapped = [
    ...ranged.flatMap((each) => [
      each,
      ...variants(each, image, 'dtype').filter((other) => other.dtype === dtype),
      ...quantized(each, fit, dtype),
    ]),
    ...recoloured.flatMap((each) => [...variants(each, image, 'values'), ...variants(each, image, 'dtype')]),
    ...ranged.flatMap((each) => (each.colour === undefined ? [] : variants(each, image, 'values'))),
  ];
  const near = mapped.map((each) => ({ fed: each, distance: distanceOf(each, fit) }));
  const nearest = near.reduce((least, { distance }) => Math.min(least, distance), Number.POSITIVE_INFINITY);
  const noise = Math.min(fit.rms, 4);
  // The first of the list among those as near: the recipe itself, then what is nearest to it.
  const named = near.find(({ distance }) => distance <= nearest + 0.02 + 0.1 * noise);
  const chosen =
    named !== undefined && named.distance <= 0.3 + 0.35 * noise + 0.5 * stepOf(fit, dtype)
      ? named.fed
      : fitted(recoloured[0] ?? fed, fit);
  return typed(chosen, dtype);
};

const variants = (fed: Fed, image: ImageFacts, step: 'channels' | 'colour' | 'values' | 'dtype'): Fed[] =>
  hypotheses.filter((each) => each.step === step).flatMap((each) => each.inject(fed, image));

/** Which of the picture's channels each of the tensor's shows: 3 is luma. */
export const orderOf = ({ order, channels }: Pick<Fed, 'order' | 'channels'>): number[] => {
  if (order === 'gray') return [3, 3, 3];
  if (channels === 'gray') return [3];
  return [...(order ?? channels)].map((letter) => 'RGB'.indexOf(letter));
};

/** What black is stored as, per channel of the tensor. */
const offsets = (fed: Fed): number[] => {
  const { mean, std } = perChannel(fed);
  const isInteger = fed.dtype === 'uint8' || fed.dtype === 'int8';
  const { scale, zeroPoint } = (isInteger ? fed.quantization : undefined) ?? { scale: 1, zeroPoint: 0 };
  return mean.map((each, c) => -each / (std[c] as number) / scale + zeroPoint);
};

/** What a whole number is in u8 units: half of it is what an area of one colour may be off. */
const stepOf = ({ slope }: ChannelFit, dtype: DType): number =>
  dtype === 'uint8' || dtype === 'int8' ? Math.max(...slope.map((each) => 1 / Math.abs(each || 1))) : 0;

/** What a limited range does to pixels: their share, and what black becomes. */
const rangeOf = ({ colour }: Fed): readonly [number, number] =>
  colour?.kind === 'limited-range' ? [219 / 255, 16] : [1, 0];

/** How far a value map lies from the fitted lines at most, in u8 units. */
const distanceOf = (fed: Fed, { slope, offset, seen }: ChannelFit): number => {
  const [share, black] = rangeOf(fed);
  const [full, zero] = [slopes(fed), offsets(fed)];
  const apart = slope.map((gain, c) => {
    if (Number.isNaN(gain) || !seen[c]) return 0;
    const from = (zero[c] as number) + black * (full[c] as number);
    const wanted = { gain: (full[c] as number) * share, offset: from };
    return linesApart({ gain, offset: offset[c] as number }, wanted);
  });
  return Math.max(...apart);
};

/** The pipeline's own value map, quantized by the scale and zero point that the fit shows. */
const quantized = (fed: Fed, { slope, offset, seen }: ChannelFit, dtype: DType): Fed[] => {
  if ((dtype !== 'uint8' && dtype !== 'int8') || slope.some(Number.isNaN)) return [];
  const { scale, mean, std } = perChannel(fed);
  const average = (list: readonly number[]): number => {
    const known = list.filter((_, c) => seen[c]);
    return known.reduce((sum, each) => sum + each, 0) / known.length;
  };
  const [share, black] = rangeOf(fed);
  const step = average(slope.map((each, c) => (share * (scale[c] as number)) / (std[c] as number) / each));
  const blacks = mean.map((each, c) => (black * (scale[c] as number) - each) / (std[c] as number));
  const zero = average(offset.map((each, c) => each - (blacks[c] as number) / step));
  const quantization = { scale: Number(step.toPrecision(5)), zeroPoint: Math.round(zero) };
  return step > 0 ? [changed(fed, { dtype, quantization })] : [];
};

/** The fitted numbers as a value map: `(pixel - mean) / std`. */
const fitted = (fed: Fed, { slope, offset }: ChannelFit): Fed => {
  const short = (list: number[]) => single(list, 1e-6 * Math.abs(list[0] as number));
  const std = slope.map((each) => significant(1 / each));
  const mean = offset.map((each, c) => significant(-each / (slope[c] as number)));
  return changed(fed, { scale: 1, mean: short(mean), std: short(std), quantization: undefined });
};

const significant = (value: number): number => Number(value.toPrecision(7));

/** The pipeline with the tensor's own element type; what was quantized is a plain value map in a tensor of floats. */
const typed = (fed: Fed, dtype: DType): Fed => {
  const isInteger = fed.dtype === 'uint8' || fed.dtype === 'int8';
  const own = dtype === 'uint8' || dtype === 'int8' || dtype === 'float16' ? dtype : 'float32';
  if (own === fed.dtype) return fed;
  if (own === 'uint8' || own === 'int8' || !isInteger) return changed(fed, { dtype: own });
  const { scale, mean, std } = perChannel(fed);
  const { scale: step, zeroPoint } = fed.quantization ?? { scale: 1, zeroPoint: 0 };
  return changed(fed, {
    dtype: own,
    quantization: undefined,
    scale: scale[0] as number,
    mean: single(mean.map((each, c) => each - zeroPoint * step * (std[c] as number))),
    std: single(std.map((each) => each * step)),
  });
};
