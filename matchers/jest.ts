import { afterAll, afterEach, expect } from '@jest/globals';
import { awaitedTracker } from './awaited.ts';
import { trackedMatchers } from './trackedMatchers.ts';

// Jest hands the user what `.then(...).catch(...)` of a matcher's result gives.
const tracker = awaitedTracker(
  (self) => self.currentConcurrentTestName?.() ?? self.currentTestName,
  () => ['then', 'catch'],
);

expect.extend(trackedMatchers(tracker) as unknown as Parameters<typeof expect.extend>[0]);
// Jest runs no afterEach for test.concurrent: those are checked at the end of the file.
afterEach(() => tracker.check(expect.getState().currentTestName));
afterAll(() => tracker.check());
