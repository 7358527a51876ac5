import type { Resampler } from '../resampler.ts';
import { area } from './area.ts';
import { cubic } from './cubic.ts';
import { lanczos4 } from './lanczos4.ts';
import { linear } from './linear.ts';
import { nearest } from './nearest.ts';

/** OpenCV's kernels: none but `area` averages when it shrinks. */
export const opencv: readonly Resampler[] = [nearest, linear, area, cubic, lanczos4];
