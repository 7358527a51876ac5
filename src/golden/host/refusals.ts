import { ExrayError } from '../../errors.ts';

/** No test is known to the matcher. */
export const noTest = (framework: 'vitest' | 'jest'): ExrayError =>
  new ExrayError('golden-outside-test', {
    what: 'toMatchLayerSnapshot does not know its test',
    why:
      framework === 'vitest'
        ? 'It was called outside of a test, or in a concurrent one through the global expect, which does not know which of them is running'
        : 'It was called outside of a test, and a snapshot is kept under the name of its test',
    fix:
      framework === 'vitest'
        ? "Call it in a test, in a concurrent one with the test's own expect: test.concurrent(name, async ({ expect }) => ...)"
        : 'Call it in a test',
  });

/** A version whose snapshots work otherwise, or another framework. */
export const unknownHost = (framework: string): ExrayError =>
  new ExrayError('golden-host', {
    what: `toMatchLayerSnapshot does not know how this version of ${framework} keeps snapshots`,
    why: 'It writes into the snapshot files of Vitest 4.1 and 5 and of Jest 29.7 and 30, and what it found is none of these',
    fix: 'Update the test runner (or exray, where the runner is newer), or keep the golden as a file: npx exray golden from, and toMatchReferenceLayers',
  });

/** The key that the framework used is not the one that was expected. */
export const otherKey = (expected: string, found: string): ExrayError =>
  new ExrayError('golden-host', {
    what: `toMatchLayerSnapshot expected the snapshot key "${expected}" and got "${found}"`,
    why: 'Another snapshot of the same name was made while this one was running, or this version of the test runner counts otherwise',
    fix: "Give each a name of its own: toMatchLayerSnapshot('the first photo')",
  });

/** The matchers are there, and the setup file that belongs to them is not. */
export const noSetupFile = (): ExrayError =>
  new ExrayError('golden-host', {
    what: 'toMatchLayerSnapshot needs the setup file of exray',
    why: 'The matchers were registered by hand, so nothing says how the text of a golden is written into a .snap file',
    fix: "Put 'exray/vitest' first in setupFiles (Vitest), or 'exray/jest' first in setupFilesAfterEnv (Jest)",
  });

/** @throws ExrayError `golden-host` where another serializer took the golden's text */
export function checkSerialized(written: boolean): void {
  if (written) return;
  throw new ExrayError('golden-host', {
    what: "a snapshot serializer of this project took the text of exray's golden and wrote something else",
    why: 'Its test() accepts every object, and it was added after the setup file of exray',
    fix: 'Let its test() accept only what it is made for, then delete the entry from the .snap file and run again',
  });
}
