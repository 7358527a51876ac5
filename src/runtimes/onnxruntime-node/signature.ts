import { dtypeOfOnnxNumber } from '../../tensor/dtypes.ts';
import type { DType } from '../../tensor/tensor.ts';
import type { ModelSource } from '../runtime.ts';
import { decodedModel } from './decodedModel.ts';
import { loadLibrary } from './library.ts';
import { modelFolder } from './modelFile.ts';
import { openSession } from './native.ts';
import { ownOptions } from './sessionOptions.ts';

/** An input that an app has to give; unknown sides are null. */
export interface SignatureInput {
  name: string;
  dtype: DType;
  shape: readonly (number | null)[];
}

/** What a model takes, in its own order. Inputs that are no tensors are left out. */
export const signatureOf = (source: ModelSource): SignatureInput[] => {
  const { graph } = decodedModel(source);
  if (!graph) return signatureOfSession(source);
  const inputs = new Map(graph.proto.input.map((input) => [input.name, input.type?.tensorType]));
  return graph.inputs.flatMap((name) => {
    const type = inputs.get(name);
    const dtype = type && dtypeOfOnnxNumber(type.elemType);
    if (!dtype) return [];
    const sides = type.shape?.dim ?? [];
    return [{ name, dtype, shape: sides.map(({ dimValue }) => (dimValue > 0n ? Number(dimValue) : null)) }];
  });
};

/** An ORT-format model tells its inputs only when it is loaded. */
const signatureOfSession = (source: ModelSource): SignatureInput[] => {
  const options = ownOptions({}, modelFolder(source), 'disabled');
  const session = openSession(loadLibrary().Native, source.path ?? (source.bytes as Uint8Array), options);
  try {
    return (session.inputMetadata ?? []).flatMap(({ name, type, shape }) => {
      const dtype = dtypeOfOnnxNumber(type ?? 0);
      return dtype ? [{ name, dtype, shape: (shape ?? []).map((side) => (side >= 0 ? side : null)) }] : [];
    });
  } finally {
    session.dispose();
  }
};
