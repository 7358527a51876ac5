import type { Reading } from '../reading.ts';

/** A reshape where a transpose was needed. */
export const interleavedAsPlanes: Reading = {
  name: 'interleaved-as-planes',
  arrange: ({ layout, channels, width, height }) =>
    layout === 'NCHW' && channels > 1
      ? { interleaved: true, stored: channels, channels, width, height, layout, reading: 'interleaved-as-planes' }
      : undefined,
};
