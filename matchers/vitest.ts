import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { registerGoldenSerializer } from '../src/golden/host/serializer.ts';
import type { VitestTask } from '../src/golden/host/snapshotThis.ts';
import { watchVitestSave } from '../src/golden/host/vitestSave.ts';
import { setUp } from '../src/runtimes/observers.ts';
import { awaitedTracker } from './awaited.ts';
import { sayElsewhere } from './elsewhere.ts';
import { trackedMatchers } from './trackedMatchers.ts';

// Before any runtime is loaded: in vm contexts onnxruntime-node works only after it.
setUp({ currentTest: () => expect.getState().currentTestName });

// Vitest hands the user what `.then` of a matcher's result gives; `expect.soft` asks that once more.
const tracker = awaitedTracker(
  (self) => self.task?.id,
  (self) => (self.soft ? ['then', 'then'] : ['then']),
);

expect.extend(trackedMatchers(tracker) as Parameters<typeof expect.extend>[0]);
registerGoldenSerializer(expect);
const snapshotState = (): object | undefined => (expect.getState() as { snapshotState?: object }).snapshotState;
beforeEach(() => watchVitestSave(snapshotState()));
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const { keepVitestEntries } = await import('../src/golden/host/keepVitestEntries.ts');
  keepVitestEntries(snapshotState(), task as VitestTask);
});
afterEach(({ task }) => tracker.check(task.id));
afterAll(() => sayElsewhere(snapshotState()));
// Calls outside tests, and those through the global `expect` in concurrent tests, which do not know theirs.
afterAll(() => tracker.check());
