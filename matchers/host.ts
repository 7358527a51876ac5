import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExrayError } from '../src/errors.ts';

/** What exray reads of a matcher's `this`, the same under Vitest and Jest. */
export interface MatcherThis {
  isNot?: boolean;
  /** Absent where the matcher is used inside `toEqual` and the like; '' outside `resolves` and `rejects`. */
  promise?: string;
  soft?: boolean | undefined;
  testPath?: string | undefined;
  currentTestName?: string | undefined;
  /** Jest only: set inside `test.concurrent`. */
  currentConcurrentTestName?: () => string | undefined;
  /** Vitest only: the running test. */
  task?: {
    id: string;
    /** Milliseconds that the test may take; 0 for as long as it likes. */
    timeout?: number;
    context?: {
      annotate?: (message: string, type: string, attachment: { path: string; contentType: string }) => Promise<unknown>;
    };
  };
}

/** What both frameworks take from a matcher. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/** The running test, as the matchers need it. */
export interface Host {
  matcher: string;
  isNot: boolean;
  /** Full name of the test; undefined outside one. */
  testName: string | undefined;
  /** Folder of the test file: references are relative to it. */
  testFolder: string | undefined;
  testFile: string | undefined;
  /** How long a matcher may take: 3 s, before the 5 s of both frameworks; more where the test is known to have more. */
  milliseconds: number;
  /** Shows a file beside the failure, where the framework can. */
  attach: (message: string, path: string) => Promise<void>;
}

/**
 * A matcher that refuses to stand inside `toEqual`: at once, since asymmetric matchers cannot wait for a promise.
 *
 * @throws ExrayError `matcher-asymmetric`
 */
export function standingAlone<Rest extends unknown[]>(
  matcher: (this: MatcherThis, received: unknown, ...rest: Rest) => Promise<MatcherResult>,
): (this: MatcherThis, received: unknown, ...rest: Rest) => Promise<MatcherResult> {
  return function (this, received, ...rest) {
    if ('promise' in this) return matcher.call(this, received, ...rest);
    throw new ExrayError('matcher-asymmetric', {
      what: `expect.${matcher.name}() cannot stand inside toEqual and the like`,
      why: 'It runs the model, which takes time, and asymmetric matchers cannot wait',
      fix: `Write it on its own: await expect(trace).${matcher.name}(reference)`,
    });
  };
}

const [LEAST, MOST] = [3000, 10_000];

/** Jest does not say how long a test may take. */
const budgetOf = (timeout: number | undefined): number =>
  timeout === undefined ? LEAST : timeout === 0 ? MOST : Math.min(MOST, Math.max(LEAST, 0.6 * timeout));

/** Reads the matcher's `this`. */
export function hostOf(self: MatcherThis, matcher: string): Host {
  const testFile = self.testPath?.startsWith('file:') ? fileURLToPath(self.testPath) : self.testPath;
  return {
    matcher,
    isNot: self.isNot === true,
    testName: self.currentConcurrentTestName?.() ?? (self.currentTestName || undefined),
    testFile,
    testFolder: testFile === undefined ? undefined : dirname(testFile),
    milliseconds: budgetOf(self.task?.timeout),
    attach: async (message, path) => {
      const contentType = path.endsWith('.png') ? 'image/png' : 'application/octet-stream';
      // Vitest takes none after a soft assertion has failed; the message names the file all the same.
      await self.task?.context?.annotate?.(message, 'exray', { path, contentType })?.catch(() => {});
    },
  };
}
