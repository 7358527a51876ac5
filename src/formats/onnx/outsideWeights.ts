import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { StringStringEntryProtoSchema, type TensorProto, TensorProtoSchema } from './schema_pb.ts';

/** Where weights stay: a file that holds the bytes that the graph was decoded from. */
export interface WeightsFile {
  file: Uint8Array;
  /** The name under which the runtime finds it: beside the model, or among the bytes that it is given by name. */
  location: string;
}

const SMALL = 1024;
const EXTERNAL = 1;

/** Fields of ModelProto and GraphProto. */
const [GRAPH, INITIALIZER] = [7, 5];

/**
 * The model's bytes without its large weights, which are told by their place in the file: the runtime then takes them
 * from there, and nobody copies or parses them once more. All else is taken over as it lies there.
 */
export const withoutWeights = (weights: WeightsFile): Uint8Array =>
  replaced(weights.file, GRAPH, (graph) =>
    replaced(graph, INITIALIZER, (bytes) =>
      bytes.length < SMALL
        ? bytes
        : toBinary(TensorProtoSchema, outside(fromBinary(TensorProtoSchema, bytes), weights)),
    ),
  );

/** A message with the values of one of its fields replaced. */
const replaced = (message: Uint8Array, field: number, change: (value: Uint8Array) => Uint8Array): Uint8Array => {
  const [reader, writer] = [new BinaryReader(message), new BinaryWriter()];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, type] = reader.tag();
    if (number === field) writer.tag(number, type).bytes(change(reader.bytes()));
    else {
      reader.skip(type, number);
      writer.raw(message.subarray(start, reader.pos));
    }
  }
  return writer.finish();
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
