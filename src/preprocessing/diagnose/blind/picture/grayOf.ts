import { meanAndDeviation } from '../../fit/meanAndDeviation.ts';
import { type Planes, planeOf, planes } from './planes.ts';

/**
 * The mean of the standardised channels: one picture that does not depend on the value map of any channel nor on their
 * order. Of the channels in `only`, or of all; constant ones are left out.
 */
export const grayOf = (picture: Planes, only?: readonly number[]): Planes => {
  const { width, height, channels } = picture;
  const count = width * height;
  const result = planes(1, height, width);
  const used = (only ?? Array.from({ length: channels }, (_, c) => c)).map((c) => {
    const plane = planeOf(picture, c);
    return { plane, ...meanAndDeviation(plane) };
  });
  const largest = Math.max(...used.map(({ std }) => std));
  const varied = used.filter(({ std }) => std > 1e-4 * largest);
  if (largest === 0) return result;
  for (const { plane, mean, std } of varied) {
    const factor = 1 / (std * varied.length);
    for (let i = 0; i < count; i++) (result.data[i] as number) += ((plane[i] as number) - mean) * factor;
  }
  return result;
};
