import { fitted, oddestScale } from './fitted.ts';

/** Each channel in a range of its own: a batch norm that is lost or another, means and deviations of other channels. */
export const channelScalesAndOffsets = fitted(
  'channel-scales-and-offsets',
  { scales: 'channels', offsets: 'channels' },
  oddestScale,
  (channel) => [1 + 0.1 * Math.sin(1 + channel), 0.2 * Math.cos(channel)],
);
