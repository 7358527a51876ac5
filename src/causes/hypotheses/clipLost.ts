import { emptyLike } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { Expected } from '../expected/expected.ts';
import type { Hypothesis } from './hypothesis.ts';
import { undone } from './undone.ts';

// Local names: in the vm contexts of test runners each look at a global is slow, and these are looked at per value.
const { max, min } = Math;

/** Values below `low` become it, values above `high` become that. */
export const clipped = (values: Values, low: number, high: number): Values => {
  const result = emptyLike(values);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    result[i] = min(high, max(low, value));
  }
  return result;
};

const NONE = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** The bounds of known activations, then those that the expected values have themselves. */
const boundsOf = ({ min, max }: Expected): { activation: string; low: number; high: number }[] => [
  { activation: 'ReLU', low: 0, high: NONE.high },
  { activation: 'ReLU6', low: 0, high: 6 },
  { activation: 'clip', low: min, high: NONE.high },
  { activation: 'clip', low: NONE.low, high: max },
  { activation: 'clip', low: min, high: max },
];

/** An activation that clips is lost: ReLU, ReLU6, or any bounds that the expected values end at. */
export const clipLost: Hypothesis = {
  name: 'clip-lost',
  *tries(suspect) {
    const { values, expected } = suspect;
    const tried = new Set<string>();
    for (const { activation, low, high } of boundsOf(expected)) {
      if (expected.min < low - 1e-6 || expected.max > high * (1 + 1e-6) || tried.has(`${low} ${high}`)) continue;
      tried.add(`${low} ${high}`);
      const bounds = { ...(low === NONE.low ? {} : { low }), ...(high === NONE.high ? {} : { high }) };
      yield undone(suspect, clipped(values, low, high), { activation, ...bounds });
    }
  },
  // What lies at a bound of the healthy values goes on beyond it, by amounts that no line follows.
  inject: (values) => {
    const [low, high] = boundsIn(values);
    const beyond = values.map((value, i) => {
      const more = (((i * 7919) % 997) / 997) * 0.3 * (high - low);
      return value === high ? value + more : value === low ? value - more : value;
    });
    return [{ values: beyond, details: {} }];
  },
};

/** The smallest and the largest value. */
export const boundsIn = (values: Values): [number, number] => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
};
