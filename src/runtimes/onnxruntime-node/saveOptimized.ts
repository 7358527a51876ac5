import fs from 'node:fs';
import path from 'node:path';
import type { ModelSource } from '../runtime.ts';
import type { OrtLibrary } from './library.ts';
import { modelFolder } from './modelFile.ts';
import { openSession } from './native.ts';
import { withPrivateFile } from './privateFolder.ts';
import { ownOptions, type SessionOptions } from './sessionOptions.ts';

/** A model as the runtime writes it after optimizing. */
export interface OptimizedModel {
  bytes: Uint8Array;
  /** Its large weights where they were written apart, under the name that the graph gives them. */
  weights?: { path: string; data: Uint8Array };
}

const WEIGHTS = 'optimized.weights';
/** Smaller ones stay in the graph. */
const SMALLEST_APART = 1024;

/**
 * Lets the runtime optimize a model at a level, and reads back what it writes.
 *
 * @param apart Writes large weights into a file of their own: else the runtime holds them twice while it writes. Not for
 * models that have external data already.
 */
export const saveOptimized = (
  { Native }: OrtLibrary,
  source: ModelSource,
  options: SessionOptions,
  level: string,
  apart: boolean,
): OptimizedModel =>
  withPrivateFile('optimized.onnx', (file) => {
    const model = source.path ?? (source.bytes as Uint8Array);
    const own = ownOptions(options, modelFolder(source), level);
    const saving = { ...own, optimizedModelFilePath: file, ...(apart ? { extra: writingApart(own) } : {}) };
    openSession(Native, model, saving).dispose();
    const weights = path.join(path.dirname(file), WEIGHTS);
    return {
      bytes: fs.readFileSync(file),
      ...(apart && fs.existsSync(weights) ? { weights: { path: WEIGHTS, data: fs.readFileSync(weights) } } : {}),
    };
  });

const writingApart = ({ extra }: SessionOptions): object => {
  const given = extra as { session?: object } | undefined;
  return {
    ...given,
    session: {
      ...given?.session,
      optimized_model_external_initializers_file_name: WEIGHTS,
      optimized_model_external_initializers_min_size_in_bytes: String(SMALLEST_APART),
    },
  };
};
