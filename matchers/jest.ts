import { afterAll, afterEach, beforeEach, expect } from '@jest/globals';
import { watchJestSave } from '../src/golden/host/jestSave.ts';
import { registerGoldenSerializer } from '../src/golden/host/serializer.ts';
import { setUp } from '../src/runtimes/observers.ts';
import { awaitedTracker } from './awaited.ts';
import { sayElsewhere } from './elsewhere.ts';
import { trackedMatchers } from './trackedMatchers.ts';

// Before any runtime is loaded: in vm contexts onnxruntime-node works only after it.
setUp({ currentTest: () => expect.getState().currentTestName });

// Jest hands the user what `.then(...).catch(...)` of a matcher's result gives.
const tracker = awaitedTracker(
  (self) => self.currentConcurrentTestName?.() ?? self.currentTestName,
  () => ['then', 'catch'],
);

expect.extend(trackedMatchers(tracker) as unknown as Parameters<typeof expect.extend>[0]);
registerGoldenSerializer(expect);
const snapshotState = (): object | undefined => (expect.getState() as { snapshotState?: object }).snapshotState;
beforeEach(() => watchJestSave(snapshotState()));
// Jest runs no afterEach for test.concurrent: those are checked at the end of the file.
afterEach(() => tracker.check(expect.getState().currentTestName));
afterAll(() => tracker.check());
afterAll(() => sayElsewhere(snapshotState()));
