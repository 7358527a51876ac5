import type { Accepted, Comparison } from '../verdicts/comparison.ts';

/**
 * The accepted values of a healthy conversion: each layer's own error, its steps and the levels in use, as plain data
 * (JSON) by the reference's layer, so that they outlive another naming of the deployed file. Compare several photos,
 * since one photo may use a quarter of the levels.
 *
 * @param comparison of the healthy deployed model with its reference
 */
export const accept = ({ layers }: Comparison): Accepted => {
  const accepted: Accepted = {};
  for (const { reference, own, steps, levels } of layers) {
    if (own === undefined || !Number.isFinite(own)) continue;
    accepted[reference] = {
      own: digits(own),
      ...(steps === undefined ? {} : { steps: digits(steps) }),
      ...(levels === undefined ? {} : { levels: digits(levels) }),
    };
  }
  return accepted;
};

/** Three digits say all there is to say, and keep a committed file readable. */
const digits = (value: number): number => Number(value.toPrecision(3));
