import { create, toBinary } from '@bufbuild/protobuf';
import type { OnnxGraph } from './graph.ts';
import { like } from './like.ts';
import { ModelProtoSchema, StringStringEntryProtoSchema, type TensorProto, TensorProtoSchema } from './schema_pb.ts';

/** Where weights stay: a file that holds the bytes that the graph was decoded from. */
export interface WeightsFile {
  file: Uint8Array;
  /** The name under which the runtime finds it: beside the model, or among the bytes that it is given by name. */
  location: string;
}

const SMALL = 1024;
const EXTERNAL = 1;

/**
 * The model's bytes without its large weights, which are told by their place in the file: the runtime then takes them
 * from there, and nobody copies or parses them once more.
 */
export const withoutWeights = ({ model, proto }: OnnxGraph, weights: WeightsFile): Uint8Array => {
  const initializer = proto.initializer.map((tensor) => outside(tensor, weights));
  return toBinary(ModelProtoSchema, like(model, { graph: like(proto, { initializer }) }));
};

/** A weight that stays in the file: told by offset and length instead of being copied. Small ones stay as they are. */
export const outside = (tensor: TensorProto, { file, location }: WeightsFile): TensorProto => {
  const raw = tensor.rawData;
  if (raw.length < SMALL || raw.buffer !== file.buffer) return tensor;
  const pairs = { location, offset: raw.byteOffset - file.byteOffset, length: raw.length };
  return create(TensorProtoSchema, {
    name: tensor.name,
    dims: tensor.dims,
    dataType: tensor.dataType,
    dataLocation: EXTERNAL,
    externalData: Object.entries(pairs).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value: String(value) }),
    ),
  });
};
