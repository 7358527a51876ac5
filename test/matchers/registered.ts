import '../../matchers/vitest.ts';
import { expect } from 'vitest';
import type { ExrayMatchers } from '../../matchers/types.ts';

declare global {
  namespace Chai {
    interface Assertion extends ExrayMatchers {}
  }
}

/** The message with which an assertion fails; without the path of the kept trace, which depends on the test's name. */
export async function messageOf(assertion: PromiseLike<void>): Promise<string> {
  const error = await assertion.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error, 'the assertion passed').toBeDefined();
  return (error as Error).message.replace(/Kept: \.exray\/[\w.-]+/g, 'Kept: <trace>');
}
