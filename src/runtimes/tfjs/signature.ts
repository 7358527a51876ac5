import type { DType } from '../../tensor/tensor.ts';
import type { ModelSource } from '../runtime.ts';
import { nodeOfId } from './graph/layersOfGraph.ts';
import { openModel } from './openModel.ts';
import { dtypeOf } from './tensors.ts';
import { type GraphModel, inputNamesOf, type LoadedModel } from './tf.ts';

/** An input that an app has to give; unknown sides are null. */
export interface SignatureInput {
  name: string;
  dtype: DType;
  shape: readonly (number | null)[];
}

/** What a model takes, in its own order. Tables that a graph holds itself are no inputs. */
export const signatureOf = async (source: ModelSource): Promise<SignatureInput[]> => {
  const opened = await openModel(source);
  try {
    return inputsOf(opened.loaded);
  } finally {
    opened.close();
  }
};

/** What an opened model takes. */
export const inputsOf = ({ kind, model }: LoadedModel): SignatureInput[] => {
  if (kind === 'graph') return graphInputs(model);
  const names = kind === 'layers' ? inputNamesOf(model) : model.inputs.map((input) => input.name.replace(/:0$/, ''));
  const inputs: readonly { dtype: string; shape?: readonly (number | null)[] }[] = model.inputs;
  return inputs.map((input, index) => {
    const name = names[index] as string;
    return { name, dtype: dtypeOf(input) ?? 'float32', shape: sides(input.shape) };
  });
};

const graphInputs = (model: GraphModel): SignatureInput[] =>
  model.inputNodes
    .filter((name) => model.signature?.inputs?.[name]?.resourceId == null)
    .map((name) => {
      const { dtype, shape } = nodeOfId(model, name)?.attrParams ?? {};
      return {
        name,
        dtype: dtypeOf({ dtype: String(dtype?.value) }) ?? 'float32',
        shape: sides(shape?.value as number[] | undefined),
      };
    });

/** tfjs-node hands the sides of a SavedModel's inputs out as messages that become numbers. */
const sides = (shape: readonly (number | null)[] | undefined): (number | null)[] =>
  (shape ?? []).map((side) => (side === null || Number(side) < 0 ? null : Number(side)));
