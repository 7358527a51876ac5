import { afterAll, afterEach, expect } from 'vitest';
import { setUp } from '../src/runtimes/observers.ts';
import { awaitedTracker } from './awaited.ts';
import { trackedMatchers } from './trackedMatchers.ts';

// Before any runtime is loaded: in vm contexts onnxruntime-node works only after it.
setUp({ currentTest: () => expect.getState().currentTestName });

// Vitest hands the user what `.then` of a matcher's result gives; `expect.soft` asks that once more.
const tracker = awaitedTracker(
  (self) => self.task?.id,
  (self) => (self.soft ? ['then', 'then'] : ['then']),
);

expect.extend(trackedMatchers(tracker) as Parameters<typeof expect.extend>[0]);
afterEach(({ task }) => tracker.check(task.id));
// Calls outside tests, and those through the global `expect` in concurrent tests, which do not know theirs.
afterAll(() => tracker.check());
