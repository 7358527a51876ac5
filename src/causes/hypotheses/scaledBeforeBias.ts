import { factorOf, fitted } from './fitted.ts';

/** One factor, and a number for each channel: weights scaled while the bias stays what it is. */
export const scaledBeforeBias = fitted(
  'scaled-before-bias',
  { scales: 'one', offsets: 'channels' },
  (fit) => ({ factor: factorOf(fit) }),
  (channel) => [1.01, 0.2 * Math.sin(1 + channel)],
);
