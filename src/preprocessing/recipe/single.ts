/**
 * Numbers of channels as a recipe writes them: one that stands for all where they are alike.
 *
 * @param tolerance how far they may lie from the first
 */
export const single = (values: readonly number[], tolerance = 0): number | readonly number[] => {
  const [first] = values as [number];
  return values.every((value) => Math.abs(value - first) <= tolerance) ? first : values;
};
