import fs from 'node:fs';
import path from 'node:path';
import { ExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';
import type { ModelSource } from '../runtime.ts';

/** How messages call a model: its path, or what it is. */
export const modelLabel = ({ path: file }: ModelSource): string =>
  file === undefined ? 'the model' : shownPath(path.resolve(file));

/**
 * The model's bytes.
 *
 * @throws ExrayError `model-unreadable` where the file is gone, a folder or forbidden
 */
export const modelBytes = (source: ModelSource): Uint8Array => {
  if (source.path === undefined) {
    if (source.bytes) return source.bytes;
    throw new ExrayError('model-unreadable', {
      what: 'no model was given',
      fix: 'Give a path or the bytes of a model',
    });
  }
  try {
    return fs.readFileSync(source.path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT' ? 'There is no such file' : code === 'EISDIR' ? 'It is a folder' : (cause as Error).message;
    throw new ExrayError(
      'model-unreadable',
      {
        what: `${modelLabel(source)} can't be read`,
        why,
        fix: 'Give the path of an ONNX file, relative to the working directory',
      },
      { cause },
    );
  }
};

/** The folder in which a model's external data lies; none for models given as bytes. */
export const modelFolder = ({ path: file }: ModelSource): string | undefined =>
  file === undefined ? undefined : path.dirname(path.resolve(file));

/** Changes when the model does: the file's path, size and time, or the bytes themselves. */
export const modelKey = (source: ModelSource): string | Uint8Array => {
  if (source.path === undefined) return source.bytes ?? new Uint8Array();
  const { size, mtimeMs, ino } = statOf(source);
  return `${path.resolve(source.path)}|${size}|${mtimeMs}|${ino}`;
};

const statOf = (source: ModelSource): { size: number; mtimeMs: number; ino: number } =>
  fs.statSync(source.path as string, { throwIfNoEntry: false }) ?? { size: -1, mtimeMs: 0, ino: 0 };
