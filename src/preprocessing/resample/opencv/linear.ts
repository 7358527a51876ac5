import { average } from './average.ts';
import { opencvKernel, stepOf } from './axis.ts';
import { interpolate } from './interpolate.ts';

/** Two taps, no averaging. Source: OpenCV 5.0.0, modules/imgproc/src/resize.cpp. */
export const linear = opencvKernel(
  {
    name: 'opencv/linear',
    family: 'triangle',
    equals: 'OpenCV 5.0.0 and 4.12.0 resize(INTER_LINEAR) of bytes: bit by bit',
  },
  (image, width, height, window, options) => {
    const step = {
      x: stepOf(image.width, width, options.step?.x),
      y: stepOf(image.height, height, options.step?.y),
    };
    // Exactly half the size is averaged.
    if (step.x === 2 && step.y === 2 && image.width === 2 * width && image.height === 2 * height) {
      return average(image, width, height, window);
    }
    return interpolate(image, width, height, step, window, false);
  },
);
