import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Inference } from '../../runtimes/runtime.ts';

/** Chooses inferences by their model, by an input's name, or both; `at` counts among those. */
export interface InferenceFilter {
  /**
   * A path (or its end: `rec.onnx`), the model's SHA-256 (8 hex digits or more), or a pattern for the path. Models that
   * have names (tfjs: `model.name`): the name, or a pattern for it.
   */
  model?: string | RegExp;
  /** The model has an input of this name. */
  input?: string;
  at?: number | 'last';
}

/** Which inference of several. */
export type InferenceChoice = number | 'last' | InferenceFilter | ((inference: Inference, index: number) => boolean);

/** Whether an inference is among those chosen from; where one of them is meant by its place, `at` says which. */
export interface Selection {
  matches: (inference: Inference, index: number) => boolean;
  at?: number | 'last';
  /** What was asked for, for messages. */
  model?: string | RegExp;
}

/** A choice as a test for each inference as it happens, so that no tensors are held for later. */
export const selection = (choice: InferenceChoice | undefined): Selection => {
  if (choice === undefined) return { matches: () => true };
  if (choice === 'last' || typeof choice === 'number') return { matches: () => true, at: choice };
  if (typeof choice === 'function') return { matches: choice };
  const { model, input, at } = choice;
  return {
    matches: (inference) =>
      (input === undefined || Object.hasOwn(inference.inputs, input)) &&
      (model === undefined || isModel(inference, model)),
    ...(at !== undefined && { at }),
    ...(model !== undefined && { model }),
  };
};

const isModel = (inference: Inference, model: string | RegExp): boolean => {
  const path = inference.model.path?.replaceAll('\\', '/');
  const { name } = inference.model;
  if (typeof model !== 'string') {
    const pattern = new RegExp(model.source, model.flags.replace(/[gy]/g, ''));
    return [path, name].some((text) => text !== undefined && pattern.test(text));
  }
  if (model === name) return true;
  if (/^[0-9a-f]{8,64}$/i.test(model)) return modelHash(inference)?.startsWith(model.toLowerCase()) ?? false;
  const wanted = model.replaceAll('\\', '/').replace(/^\.\//, '');
  return (
    path !== undefined &&
    (path === wanted || path.endsWith(`/${wanted}`) || path === resolve(model).replaceAll('\\', '/'))
  );
};

const hashes = new WeakMap<object, string | undefined>();

/**
 * SHA-256 of the model's file or bytes, kept per session. Undefined where neither can be read any more, and for models
 * that are objects: no file holds all of them.
 */
export const modelHash = ({ session, model }: Pick<Inference, 'session' | 'model'>): string | undefined => {
  if (!hashes.has(session)) hashes.set(session, hashOf(model));
  return hashes.get(session);
};

const hashOf = ({ path, bytes, instance }: Inference['model']): string | undefined => {
  if (instance !== undefined) return undefined;
  try {
    const content = bytes ?? (path === undefined ? undefined : readFileSync(path));
    return content && createHash('sha256').update(content).digest('hex');
  } catch {
    return undefined;
  }
};
