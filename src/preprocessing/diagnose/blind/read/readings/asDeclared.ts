import type { Reading } from '../reading.ts';

export const asDeclared: Reading = {
  name: 'as-declared',
  arrange: ({ layout, channels, width, height }) => ({
    interleaved: layout === 'NHWC',
    stored: channels,
    channels,
    width,
    height,
    layout,
  }),
};
