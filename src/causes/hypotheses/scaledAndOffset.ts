import { factorOf, fitted } from './fitted.ts';

/** Values in another range: `factor * right + offset`. */
export const scaledAndOffset = fitted(
  'scaled-and-offset',
  { scales: 'one', offsets: 'one' },
  (fit) => ({ factor: factorOf(fit), offset: -(fit.offsets[0] as number) / (fit.scales[0] as number) }),
  () => [1.1, -0.3],
);
