import type { Reading } from '../reading.ts';

/** Planes under a shape that ends in the channels. */
export const planesAsInterleaved: Reading = {
  name: 'planes-as-interleaved',
  arrange: ({ layout, channels, width, height }) =>
    layout === 'NHWC' && channels > 1
      ? { interleaved: false, stored: channels, channels, width, height, layout, reading: 'planes-as-interleaved' }
      : undefined,
};
