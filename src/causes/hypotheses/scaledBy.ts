import { factorOf, fitted } from './fitted.ts';

/** All values too large or too small by one factor: a pool that divides by another count, a factor applied twice or not. */
export const scaledBy = fitted(
  'scaled',
  { scales: 'one', offsets: 'none' },
  (fit) => ({ factor: factorOf(fit) }),
  () => [1.01, 0],
);
