import type { Tracker } from './awaited.ts';
import { matchers } from './matchers.ts';

/** The matchers, watched by `tracker`. */
export const trackedMatchers = (tracker: Tracker): typeof matchers =>
  Object.fromEntries(
    Object.entries(matchers).map(([name, matcher]) => [name, tracker.track(name, matcher)]),
  ) as typeof matchers;
