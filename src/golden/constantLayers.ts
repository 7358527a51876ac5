import type { Golden } from './golden.ts';

/**
 * Layers of numbers that hold one value everywhere: nothing can be measured against their range, and often something is dead.
 */
export const constantLayers = ({ layers }: Golden): string[] =>
  layers
    .filter(
      ({ dtype, quantization, statistics: { count, min, max } }) =>
        count > 1 && min === max && (quantization !== undefined || /^b?float/.test(dtype)),
    )
    .map(({ id }) => id);
