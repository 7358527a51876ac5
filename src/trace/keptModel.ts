import { keptPath } from '../formats/shownPath.ts';
import type { TracedModel } from './trace.ts';

/** A model as files keep it: its path never absolute. */
export const keptModel = (model: TracedModel): TracedModel =>
  model.path === undefined ? model : { ...model, path: keptPath(model.path) };
