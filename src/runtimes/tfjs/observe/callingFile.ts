import { fileURLToPath } from 'node:url';

/** The script that called the function that calls this one: its path, or what else its engine calls it. */
export const callingFile = (): string | undefined => {
  const { prepareStackTrace: before, stackTraceLimit } = Error;
  try {
    let file: string | null | undefined;
    // Test runners write stack traces by source maps: the script itself is meant here.
    Error.prepareStackTrace = (_, [, , caller]) => {
      file = caller?.getFileName();
    };
    Error.stackTraceLimit = 3;
    void new Error().stack;
    return file?.startsWith('file:') ? fileURLToPath(file) : (file ?? undefined);
  } finally {
    Error.prepareStackTrace = before;
    Error.stackTraceLimit = stackTraceLimit;
  }
};
