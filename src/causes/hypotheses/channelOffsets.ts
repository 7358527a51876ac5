import { fitted, largestOffset } from './fitted.ts';

/** Each channel too high or too low by a number of its own: a bias that is lost or another. */
export const channelOffsets = fitted(
  'channel-offsets',
  { scales: 'none', offsets: 'channels' },
  largestOffset,
  (channel) => [1, 0.2 * Math.sin(1 + channel)],
);
