import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  ValueInfoProtoSchema,
} from './schema_pb.ts';

/** A tensor to hand out through a Cast, because the runtime can't hand out its own type. */
export interface CastOutput {
  tensor: string;
  /** Name of the cast's result, which becomes the output. */
  as: string;
  /** ONNX number of the type to cast to. */
  to: number;
}

const INT_ATTRIBUTE = 2;

/**
 * The model's bytes with more graph outputs. Nothing is decoded: the format joins a second occurrence of the graph with
 * the first, so the outputs (a name is enough, types are inferred) are appended.
 */
export const appendOutputs = (
  model: Uint8Array,
  tensors: readonly string[],
  casts: readonly CastOutput[] = [],
): Uint8Array<ArrayBuffer> => {
  const graph = create(GraphProtoSchema, {
    node: casts.map(({ tensor, as, to }) =>
      create(NodeProtoSchema, {
        input: [tensor],
        output: [as],
        opType: 'Cast',
        attribute: [create(AttributeProtoSchema, { name: 'to', i: BigInt(to), type: INT_ATTRIBUTE })],
      }),
    ),
    output: [...tensors, ...casts.map(({ as }) => as)].map((name) => create(ValueInfoProtoSchema, { name })),
  });
  const tail = toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph }));
  const bytes = new Uint8Array(model.length + tail.length);
  bytes.set(model);
  bytes.set(tail, model.length);
  return bytes;
};
