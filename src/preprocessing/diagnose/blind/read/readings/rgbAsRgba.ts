import type { Reading } from '../reading.ts';

/** Three values a pixel where four are expected: the picture fills three quarters of the buffer. */
export const rgbAsRgba: Reading = {
  name: 'rgb-as-rgba',
  arrange: ({ layout, channels, width, height }) =>
    channels === 4
      ? { interleaved: true, stored: 3, channels: 3, width, height, layout, stream: true, reading: 'rgb-as-rgba' }
      : undefined,
};
