import { readTestData } from '../../formats/onnx/testData.ts';
import { shownPath } from '../../formats/shownPath.ts';
import { namedArrays } from '../namedArrays.ts';
import type { ReferenceKind } from '../reference.ts';

/** A folder of ONNX test data: `input_0.pb`, `output_0.pb` and so on, numbered in the model's own order. */
export const testData: ReferenceKind = {
  name: 'ONNX test data',
  matches: (_path, isFolder) => isFolder,
  open: async (path, { deployed }) => {
    const { inputs, outputs } = await readTestData(path);
    const named = (
      tensors: readonly { name: string; tensor: import('../../tensor/tensor.ts').Tensor }[],
      names: string[],
    ) => tensors.map(({ name, tensor }, index) => [name !== '' ? name : (names[index] ?? `${index}`), tensor] as const);
    const arrays = Object.fromEntries([
      ...named(inputs, Object.keys(deployed.inputs)).map(([name, tensor]) => [`input/${name}`, tensor] as const),
      ...named(outputs, Object.keys(deployed.outputs)).map(([name, tensor]) => [`output/${name}`, tensor] as const),
    ]);
    return { trace: namedArrays(arrays, deployed), label: shownPath(path), ownInputs: inputs.length > 0 };
  },
};
