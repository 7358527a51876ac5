import { ExrayError } from '../../errors.ts';
import type { SnapshotHost } from './host.ts';
import { jestHost } from './jest.ts';
import { isJestState } from './jestState.ts';
import { noSetupFile, noTest, unknownHost } from './refusals.ts';
import { hasGoldenSerializer } from './serializer.ts';
import type { SnapshotThis } from './snapshotThis.ts';
import { vitestHost } from './vitest.ts';
import { isVitestState } from './vitestState.ts';

/**
 * The snapshot state that a call of the golden matcher belongs to.
 *
 * @throws ExrayError `golden-not`, `golden-outside-test`, `golden-host`
 */
export function hostOfCall(self: SnapshotThis, hint: string | undefined): SnapshotHost {
  if (self.isNot)
    throw new ExrayError('golden-not', {
      what: 'toMatchLayerSnapshot cannot be used with .not: a snapshot has no opposite',
      fix: 'Remove .not, or compare with a model that should differ: expect(trace).not.toMatchReferenceLayers(...)',
    });
  const { snapshotState: state } = self;
  const isJest = 'dontThrow' in self;
  if (state === undefined) throw 'testPath' in self ? noTest(isJest ? 'jest' : 'vitest') : unknownHost('expect');
  if (!hasGoldenSerializer()) throw noSetupFile();
  if (isVitestState(state)) return vitestHost(self, hint);
  if (isJestState(state)) return jestHost(self, hint);
  throw unknownHost(isJest ? 'Jest' : 'Vitest');
}
