/** A tensor's shape as a picture. */
export interface Declared {
  layout: 'NCHW' | 'NHWC';
  channels: number;
  width: number;
  height: number;
}

const isChannels = (n: number | undefined): n is number => n === 1 || n === 3 || n === 4;

/**
 * What a shape says of the picture in it: 1, 3 or 4 channels before or after two sides, with or without a batch of one.
 * Two sides alone are a gray picture. None where the shape is no picture's.
 */
export const declaredOf = (shape: readonly number[]): Declared | undefined => {
  const sides = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : [...shape];
  if (sides.length === 2) sides.unshift(1);
  const [first, second, third] = sides as [number, number, number];
  if (sides.length !== 3 || sides.some((side) => side < 1)) return undefined;
  if (isChannels(first) && !(isChannels(third) && second > third && first > third))
    return { layout: 'NCHW', channels: first, height: second, width: third };
  return isChannels(third) ? { layout: 'NHWC', channels: third, height: first, width: second } : undefined;
};
