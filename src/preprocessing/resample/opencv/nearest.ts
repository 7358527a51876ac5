import { gather, positions } from '../gather.ts';
import type { Resampler } from '../resampler.ts';
import { stepOf } from './axis.ts';

/** The pixel left of and above the exact place. Source: OpenCV 5.0.0, modules/imgproc/src/resize.cpp. */
export const nearest: Resampler = {
  name: 'opencv/nearest',
  family: 'nearest-top-left',
  antialias: false,
  gives: 'uint8',
  equals: 'OpenCV 5.0.0 and 4.12.0 resize(INTER_NEAREST): bit by bit',
  resample: (pixels, width, height, options = {}) => {
    const { step } = options;
    const [x, y] = [stepOf(pixels.width, width, step?.x), stepOf(pixels.height, height, step?.y)];
    return gather(
      pixels,
      positions(pixels.width, width, (i) => i * x),
      positions(pixels.height, height, (i) => i * y),
      options,
    );
  },
};
