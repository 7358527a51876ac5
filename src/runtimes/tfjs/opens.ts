import fs from 'node:fs';
import path from 'node:path';
import type { ModelSource } from '../runtime.ts';
import { isModelJson } from './modelFiles.ts';

/** True where a model is this runtime's: an object of it, a model.json, or the folder of a SavedModel. */
export const opensModel = async ({ instance, path: file }: ModelSource): Promise<boolean> => {
  if (instance !== undefined) return true;
  if (file === undefined) return false;
  if (isSavedModel(file)) return true;
  return /\.json$/i.test(file) && (path.basename(file) === 'model.json' || isModelFile(file));
};

/** The folder that TensorFlow's SavedModel is. */
export const isSavedModel = (folder: string): boolean => fs.existsSync(path.join(folder, 'saved_model.pb'));

/** A file of another name tells by what it holds. */
const isModelFile = (file: string): boolean => {
  try {
    return isModelJson(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return false;
  }
};
