import { roundHalfEven } from '../resample/roundHalfEven.ts';
import type { Rounding } from './recipe.ts';

/** A whole number of pixels, by one of the rules that libraries use. Values are not negative. */
export const round = (value: number, rule: Rounding): number => {
  switch (rule) {
    case 'trunc':
      return Math.trunc(value);
    case 'ceil':
      return Math.ceil(value);
    case 'half-up':
      return Math.floor(value + 0.5);
    case 'half-even':
      return roundHalfEven(value);
  }
};
