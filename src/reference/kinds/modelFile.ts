import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shownPath } from '../../formats/shownPath.ts';
import { openModel } from '../openModel.ts';
import type { ReferenceKind } from '../reference.ts';

/** A folder that TensorFlow saved a model to. */
export const isSavedModel = (path: string): boolean => existsSync(join(path, 'saved_model.pb'));

/** A model file, or a SavedModel's folder. Must be the last kind: it takes any file. */
export const modelFile: ReferenceKind = {
  name: 'model file',
  matches: (path, isFolder) => !isFolder || isSavedModel(path),
  open: (path, context) => openModel({ path }, shownPath(path), context),
};
