import { basename, isAbsolute, relative, resolve } from 'node:path';

/** A path as messages show it: relative to the working directory where it lies inside, with forward slashes. */
export const shownPath = (path: string): string => insidePath(path) ?? path;

/** A path as files keep it: never absolute, so that nobody's home folder is published. Only the name where it lies outside. */
export const keptPath = (path: string): string => insidePath(path) ?? basename(path);

const insidePath = (path: string): string | undefined => {
  const inside = relative(process.cwd(), resolve(path));
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? undefined : inside.replaceAll('\\', '/');
};
