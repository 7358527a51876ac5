import type { Reading } from '../reading.ts';

/** A shape of `[.., width, height]`: lines of the wrong length. */
export const widthHeightSwapped: Reading = {
  name: 'width-height-swapped',
  arrange: ({ layout, channels, width, height }) =>
    width === height
      ? undefined
      : {
          interleaved: layout === 'NHWC',
          stored: channels,
          channels,
          width: height,
          height: width,
          layout,
          reading: 'width-height-swapped',
        },
};
