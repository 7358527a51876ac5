import { isExrayError } from '../../errors.ts';

/** Sets the exit code that `task` gives; tells what went wrong without a stack where exray knows it. */
export const failsWith = async (code: number, task: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await task();
  } catch (error) {
    process.stderr.write(`${isExrayError(error) ? error.message : (error as Error).stack}\n`);
    process.exitCode = code;
  }
};
