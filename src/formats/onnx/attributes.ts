import type { AttributeProto, NodeProto } from './schema_pb.ts';

const text = new TextDecoder();

/** A node's attributes as plain data; bodies of subgraphs and tensors are left out, their contents count elsewhere. */
export const plainAttributes = (node: NodeProto): Record<string, unknown> =>
  Object.fromEntries(
    node.attribute.flatMap((attribute) => {
      const value = plainValue(attribute);
      return value === undefined ? [] : [[attribute.name, value]];
    }),
  );

/** Numbers of AttributeProto.AttributeType. */
const plainValue = (attribute: AttributeProto): unknown => {
  switch (attribute.type) {
    case 1:
      return attribute.f;
    case 2:
      return Number(attribute.i);
    case 3:
      return text.decode(attribute.s);
    case 6:
      return attribute.floats;
    case 7:
      return attribute.ints.map(Number);
    case 8:
      return attribute.strings.map((bytes) => text.decode(bytes));
    default:
      return undefined;
  }
};
