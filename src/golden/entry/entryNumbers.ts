import type { Statistics } from '../../tensor/statistics.ts';
import type { DType } from '../../tensor/tensor.ts';

/** Digits that healthy runs of the same model on other machines share, but for one cell in some thousands. */
const SIGNIFICANT = 4;

/** The numbers of a row: min, max, mean, rms and how many values are NaN. */
export type EntryNumbers = [min: string, max: string, mean: string, rms: string, nan: string];

/**
 * Statistics with the digits that stay: four significant ones, of the mean those above 1e-4 of the range, since a mean is a
 * difference of large numbers. Integers are written as they are stored.
 */
export function entryNumbers(of: Statistics, dtype: DType): EntryNumbers {
  const infinities = of.positiveInfinity + of.negativeInfinity;
  const nan = infinities === 0 ? String(of.nan) : `${of.nan}+${infinities}Inf`;
  if (of.min > of.max || Number.isNaN(of.mean)) return ['-', '-', '-', '-', nan];
  const end = isInteger(dtype) ? String : significant;
  return [end(of.min), end(of.max), meanText(of), significant(of.rms), nan];
}

const isInteger = (dtype: DType): boolean => /^u?int|^bool/.test(dtype);

const significant = (value: number): string => unsigned(Number(value.toPrecision(SIGNIFICANT)));

/** Without a minus in front of zero. */
const unsigned = (value: number): string => String(value === 0 ? 0 : value);

function meanText({ mean, min, max }: Statistics): string {
  const range = max - min || Math.abs(max);
  if (range === 0) return '0';
  const decimals = SIGNIFICANT - Math.ceil(Math.log10(range));
  if (decimals <= 0) return unsigned(Number(mean.toPrecision(SIGNIFICANT)));
  return decimals > 12 ? significant(mean) : unsigned(Number(mean.toFixed(decimals)));
}
