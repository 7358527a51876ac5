import { isExrayError } from '../errors.ts';

const placed = new WeakSet<object>();

/**
 * Gives exray's errors the stack of the call: after an `await` the frames would be exray's own, and the test runner
 * would show the user those instead of the line in the test. Other errors are the app's and stay as they are.
 */
export const withCallStack = async <T>(caller: (...args: never[]) => unknown, work: () => Promise<T>): Promise<T> => {
  const call: { stack?: string } = {};
  Error.captureStackTrace(call, caller);
  try {
    return await work();
  } catch (error) {
    if (isExrayError(error) && !placed.has(error)) {
      placed.add(error);
      const frames = (call.stack ?? '').split('\n').slice(1);
      if (frames.length > 0) error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
    }
    throw error;
  }
};
