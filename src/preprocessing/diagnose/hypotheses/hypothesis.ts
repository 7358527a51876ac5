import type { ImageFacts } from '../../decode/imageFacts.ts';
import type { Fed } from '../pipeline/fed.ts';
import type { Step } from '../pipeline/steps.ts';

/** One way to be wrong. A part of the rack: simulated for coverage, tried around a recipe, and injected by its contract test. */
export interface Hypothesis {
  /** `step/what`: `channels/bgr`, `values/no-255`, `kernel/no-antialias`. */
  name: string;
  step: Step;
  /** What an image must have to show it; without it `inject` gives nothing, and coverage says so. */
  needs?: 'exif' | 'icc' | 'alpha' | 'jpeg' | 'enlarging';
  /** The same pipeline with this one bug in it, in each variant it has; none where it can't occur (BGR in a gray recipe). */
  inject(fed: Fed, image: ImageFacts): Fed[];
}
