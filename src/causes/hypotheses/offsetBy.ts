import { fitted, largestOffset } from './fitted.ts';

/** All values too high or too low by one number: a zero point, a mean that was not taken off. */
export const offsetBy = fitted(
  'offset',
  { scales: 'none', offsets: 'one' },
  (fit) => ({ offset: largestOffset(fit).offset }),
  () => [1, 0.1],
);
