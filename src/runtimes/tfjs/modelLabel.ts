import path from 'node:path';
import { shownPath } from '../../formats/shownPath.ts';
import type { ModelSource } from '../runtime.ts';

/** How messages call a model: its path, its name, or what it is. */
export const modelLabel = ({ path: file, instance }: ModelSource): string => {
  if (file !== undefined) return shownPath(path.resolve(file));
  const { name } = (instance ?? {}) as { name?: unknown };
  return typeof name === 'string' && name !== '' ? `the model ${name}` : 'the model';
};
