import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file that a model was loaded from: GraphModels know it, LayersModels do not. */
export const modelPath = (model: object): string | undefined => {
  const { modelUrl, handler } = model as { modelUrl?: unknown; handler?: { path?: unknown } };
  const [from] = [handler?.path ?? modelUrl].flat();
  if (typeof from !== 'string' || from === '') return undefined;
  try {
    if (from.startsWith('file:')) return fileURLToPath(from);
    return /^[a-z][\w+.-]+:/i.test(from) ? undefined : path.resolve(from);
  } catch {
    return undefined;
  }
};
