import type { Inference } from '../runtime.ts';
import { modelAsRecorded, type OpenedModel, openModel } from './openModel.ts';
import type { WeightsSnapshot } from './weights/snapshot.ts';

/** Calls `use` with the model of an inference as it was then; whatever had to be made for it is gone afterwards. */
export const withModel = async <T>(
  { model }: Inference,
  snapshot: WeightsSnapshot | undefined,
  use: (opened: OpenedModel) => T | Promise<T>,
): Promise<T> => {
  const opened = model.instance === undefined ? await openModel(model) : modelAsRecorded(model.instance, snapshot);
  try {
    // Not awaited where it need not be: between opening and closing, nothing else of the app's runs.
    const result = use(opened);
    return isPromise(result) ? await result : result;
  } finally {
    opened.close();
  }
};

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as Promise<T> | undefined)?.then === 'function';
