import type { Tensor } from '../../tensor/tensor.ts';
import type { CaptureOptions, Inference, ModelSource } from '../runtime.ts';

/** Runs a model on inputs. */
export const inferModel = async (
  _source: ModelSource,
  _inputs: Readonly<Record<string, Tensor>>,
  _sessionOptions: Readonly<Record<string, unknown>>,
  _layers?: CaptureOptions,
): Promise<Inference> => {
  throw new Error('infer is not written yet');
};
