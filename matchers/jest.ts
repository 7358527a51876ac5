import { afterAll, afterEach, expect } from '@jest/globals';
import { setUp } from '../src/runtimes/observers.ts';
import { awaitedTracker } from './awaited.ts';
import { trackedMatchers } from './trackedMatchers.ts';

// Before any runtime is loaded: in vm contexts onnxruntime-node works only after it.
setUp({ currentTest: () => expect.getState().currentTestName });

// Jest hands the user what `.then(...).catch(...)` of a matcher's result gives.
const tracker = awaitedTracker(
  (self) => self.currentConcurrentTestName?.() ?? self.currentTestName,
  () => ['then', 'catch'],
);

expect.extend(trackedMatchers(tracker) as unknown as Parameters<typeof expect.extend>[0]);
// Jest runs no afterEach for test.concurrent: those are checked at the end of the file.
afterEach(() => tracker.check(expect.getState().currentTestName));
afterAll(() => tracker.check());
