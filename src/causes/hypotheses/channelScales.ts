import { fitted, oddestScale } from './fitted.ts';

/** Each channel too large by a factor of its own: a deviation of the other channel, per-channel scales exchanged. */
export const channelScales = fitted(
  'channel-scales',
  { scales: 'channels', offsets: 'none' },
  oddestScale,
  (channel) => [1 + 0.1 * Math.sin(1 + channel), 0],
);
