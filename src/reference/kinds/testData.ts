import { shownPath } from '../../formats/shownPath.ts';
import { originOf } from '../../runtimes/origin.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Trace } from '../../trace/trace.ts';
import { namedArrays } from '../namedArrays.ts';
import type { ReferenceKind } from '../reference.ts';
import { isSavedModel } from './modelFile.ts';

/** A folder of ONNX test data: `input_0.pb`, `output_0.pb` and so on, numbered in the model's own order. */
export const testData: ReferenceKind = {
  name: 'ONNX test data',
  matches: (path, isFolder) => isFolder && !isSavedModel(path),
  open: async (path, { deployed }) => {
    // Not before a folder is given: the ONNX schema is the heaviest thing that exray would load at start-up.
    const { readTestData } = await import('../../formats/onnx/testData.ts');
    const { inputs, outputs } = await readTestData(path);
    const arrays = {
      ...named('input', inputs, await inputNames(deployed)),
      ...named('output', outputs, Object.keys(deployed.outputs)),
    };
    return { trace: namedArrays(arrays, deployed), label: shownPath(path), ownInputs: inputs.length > 0 };
  },
};

/** Tensors by their own names; a nameless one is the model's input or output of its number. */
const named = (
  side: 'input' | 'output',
  tensors: readonly { name: string; tensor: Tensor }[],
  modelsOwn: readonly string[],
): Record<string, Tensor> =>
  Object.fromEntries(
    tensors.map(({ name, tensor }, number) => [`${side}/${name || (modelsOwn[number] ?? String(number))}`, tensor]),
  );

/** In the model's order, which the app's feeds need not follow. */
const inputNames = async (deployed: Trace): Promise<string[]> => {
  const origin = originOf(deployed);
  if (origin === undefined) return Object.keys(deployed.inputs);
  return (await origin.runtime.signature(origin.inference.model)).map(({ name }) => name);
};
