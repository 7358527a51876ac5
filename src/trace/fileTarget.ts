import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExrayError } from '../errors.ts';
import { shownPath } from '../formats/shownPath.ts';

/** How a function that writes a file of a trace calls itself, what it writes, and a name for it. */
export interface FileWriter {
  name: 'saveTrace' | 'saveGolden';
  what: string;
  example: string;
}

const isPath = (value: unknown): value is string | URL =>
  typeof value === 'string' || Object.prototype.toString.call(value) === '[object URL]';

/**
 * The absolute path of the file that a trace is written to.
 *
 * @throws ExrayError `bad-input` for another ending than `.safetensors`, for swapped arguments and for what is no trace
 */
export const fileTarget = (trace: unknown, path: unknown, { name, what, example }: FileWriter): string => {
  const isTrace = typeof trace === 'object' && trace !== null && 'layers' in trace && 'inputs' in trace;
  if (!isTrace || !isPath(path)) {
    const isSwapped = isPath(trace) && typeof path === 'object' && path !== null && 'layers' in path;
    const isPromise = typeof trace === 'object' && trace !== null && 'then' in trace;
    throw new ExrayError('bad-input', {
      what: isSwapped
        ? `${name}: the path comes first and the trace second, and it should be the other way round`
        : `${name}: ${isTrace ? 'the second argument is no path' : `the first argument is ${isPromise ? 'a promise and ' : ''}no trace`}`,
      fix: `Write await ${name}(trace, '${example}') with what \`await record(...)\` gave`,
    });
  }
  const target = resolve(typeof path === 'string' ? path : fileURLToPath(path));
  if (target.endsWith('.safetensors')) return target;
  throw new ExrayError('bad-input', {
    what: `${name}: the name ${shownPath(target)} does not end in .safetensors`,
    why: `A ${what} is a file of that format, and matchers tell references by their ending`,
    fix: `Write for instance ${name}(trace, '${example}')`,
  });
};
