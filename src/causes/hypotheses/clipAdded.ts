import { squaredDistance } from '../expected/expectedValues.ts';
import { boundsIn, clipped } from './clipLost.ts';
import type { Hypothesis } from './hypothesis.ts';

/** An activation or a grid clips what should go on: known only where the expected values are. */
export const clipAdded: Hypothesis = {
  name: 'clip-added',
  needsValues: true,
  *tries({ values, expected }) {
    if (!expected.values) return;
    const [low, high] = boundsIn(values);
    const clipsLow = low > expected.min;
    const clipsHigh = high < expected.max;
    if (!clipsLow && !clipsHigh) return;
    const there = clipped(
      expected.values,
      clipsLow ? low : Number.NEGATIVE_INFINITY,
      clipsHigh ? high : Number.POSITIVE_INFINITY,
    );
    yield {
      distance: squaredDistance(there, values),
      details: { ...(clipsLow ? { low } : {}), ...(clipsHigh ? { high } : {}) },
    };
  },
  inject: (values) => {
    const [low, high] = boundsIn(values);
    const middle = low + 0.5 * (high - low);
    return [{ values: clipped(values, low, middle), details: { high: middle } }];
  },
};
