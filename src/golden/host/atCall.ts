import type { SnapshotThis } from './snapshotThis.ts';

/** A matcher's `this` as it is at its call: Jest's functions tell of whatever test runs when they are asked. */
export const atCall = (self: SnapshotThis): SnapshotThis => {
  const [concurrent, identity] = [self.currentConcurrentTestName?.(), self.currentTestIdentity?.()];
  return {
    ...self,
    ...(self.currentConcurrentTestName && { currentConcurrentTestName: () => concurrent }),
    ...(self.currentTestIdentity && { currentTestIdentity: () => identity }),
  };
};
