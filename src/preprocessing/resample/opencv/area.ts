import { average } from './average.ts';
import { opencvKernel, stepOf } from './axis.ts';
import { interpolate } from './interpolate.ts';

/** The mean of what a target pixel covers; an interpolation of its own where it enlarges. Source: OpenCV 5.0.0, modules/imgproc/src/resize.cpp. */
export const area = {
  ...opencvKernel(
    {
      name: 'opencv/area',
      family: 'area',
      equals: 'OpenCV 5.0.0 and 4.12.0 resize(INTER_AREA) of bytes: bit by bit',
    },
    (image, width, height, window) => {
      if (width <= image.width && height <= image.height) return average(image, width, height, window);
      const step = { x: stepOf(image.width, width), y: stepOf(image.height, height) };
      return interpolate(image, width, height, step, window, true);
    },
  ),
  antialias: true,
};
