import { ExrayError } from '../errors.ts';
import { nearest } from '../options.ts';

/**
 * Options that do not exist would be passed over in silence.
 *
 * @throws ExrayError `bad-option`
 */
export function checkOptionNames(command: string, rawArgs: readonly string[], known: readonly string[]): void {
  const names = rawArgs.flatMap((arg) => /^--?([^=]+)/.exec(arg)?.[1] ?? []);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new ExrayError('bad-option', {
    what: `${command}: there is no option --${unknown}`,
    fix:
      near === undefined ? `Known options: ${known.map((name) => `--${name}`).join(', ')}` : `Did you mean --${near}?`,
  });
}
