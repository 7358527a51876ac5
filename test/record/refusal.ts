import { ExrayError } from '../../src/errors.ts';

/** The message of the error that a promise is rejected with. */
export const refusal = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ExrayError)) throw new Error(`Expected an ExrayError, got ${error}`);
  return error.message;
};
