import { counted } from '../digits.ts';
import { quoted } from '../words/shown.ts';

/** One value of a result that is not what it was; '' is the result itself. */
interface Change {
  path: string;
  was: unknown;
  is: unknown;
}

/** What became of an app's result: the first value that changed, and how many more did. */
export function resultChange(was: unknown, is: unknown): string {
  const [first, ...more] = changes(was, is, '');
  if (first === undefined) return "The app's result is written in another way, with the same values.";
  const what = first.path === '' ? "The app's result" : `The app's result: ${first.path}`;
  const others = more.length === 0 ? '' : `; ${counted(more.length, 'other value')} changed, too`;
  const [before, after] = [quoted(first.was), quoted(first.is)];
  // Digits that a reader needs no more than to see that they differ.
  const shown =
    before === after && typeof first.was === 'number'
      ? `was ${first.was}, is ${first.is}`
      : `was ${before}, is ${after}`;
  return `${what} ${shown}${others}.`;
}

const changes = (was: unknown, is: unknown, path: string): Change[] => {
  if (!isBranch(was) || !isBranch(is) || Array.isArray(was) !== Array.isArray(is))
    return Object.is(was, is) ? [] : [{ path, was, is }];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.flatMap((key) => changes(was[key], is[key], step(path, key, Array.isArray(was))));
};

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const step = (path: string, key: string, isIndex: boolean): string =>
  isIndex ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
