import type { Reading } from '../reading.ts';

/** Four values a pixel into room for three: the last quarter of the rows does not fit. */
export const rgbaAsRgb: Reading = {
  name: 'rgba-as-rgb',
  arrange: ({ layout, channels, width, height }) =>
    channels === 3
      ? { interleaved: true, stored: 4, channels: 3, width, height, layout, stream: true, reading: 'rgba-as-rgb' }
      : undefined,
};
