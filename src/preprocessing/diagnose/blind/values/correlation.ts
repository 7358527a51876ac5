import { meanAndDeviation } from '../../fit/meanAndDeviation.ts';

/** Pearson's, 0 where one is constant. */
export const correlation = (a: Float32Array, b: Float32Array): number => {
  const [x, y] = [meanAndDeviation(a), meanAndDeviation(b)];
  if (x.std === 0 || y.std === 0) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - x.mean) * ((b[i] as number) - y.mean);
  return sum / (a.length * x.std * y.std);
};

/** All orders of so many of the three channels. */
export const orders = (channels: number): number[][] => {
  const extend = (start: number[]): number[][] =>
    start.length === channels
      ? [start]
      : [0, 1, 2].filter((c) => !start.includes(c)).flatMap((c) => extend([...start, c]));
  return extend([]);
};
