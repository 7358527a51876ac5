import { bytesPerElement, dtypeOfOnnxNumber } from '../../tensor/dtypes.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { GraphLayer } from './layerInfos.ts';
import type { NativeMetadata } from './native.ts';

/** Sides that the model names (`batch`), with the sizes that these inputs give them. */
export const namedSides = (
  metadata: readonly NativeMetadata[] | undefined,
  inputs: Readonly<Record<string, Tensor>>,
): Map<string, number> => {
  const sides = new Map<string, number>();
  for (const { name, symbolicDimensions, shape } of metadata ?? []) {
    for (const [axis, symbol] of (symbolicDimensions ?? []).entries()) {
      const side = inputs[name]?.shape[axis];
      if (symbol !== '' && shape?.[axis] === -1 && side !== undefined) sides.set(symbol, side);
    }
  }
  return sides;
};

/** The shape that a tensor will have with these sides; null where only a run can tell. No sides may mean any number of them. */
export const knownShape = (
  metadata: NativeMetadata | undefined,
  sides: ReadonlyMap<string, number>,
): (number | null)[] | undefined =>
  metadata?.shape && metadata.shape.length > 0
    ? metadata.shape.map((side, axis) =>
        side >= 0 ? side : (sides.get(metadata.symbolicDimensions?.[axis] ?? '') ?? null),
      )
    : undefined;

/** What is known of a model's layers before a run. */
interface Sized {
  layers: readonly GraphLayer[];
  metadata: ReadonlyMap<string, NativeMetadata>;
  inputMetadata: readonly NativeMetadata[] | undefined;
}

/** Bytes of each layer for these inputs; where a side is unknown, those of the largest tensor that it is made of. */
export const layerBytesOf = (
  { layers, metadata, inputMetadata }: Sized,
  inputs: Readonly<Record<string, Tensor>>,
): ((layer: GraphLayer) => number) => {
  const sides = namedSides(inputMetadata, inputs);
  const bytes = new Map(
    Object.entries(inputs).map(([name, { data }]) => [name, ArrayBuffer.isView(data) ? data.byteLength : 0]),
  );
  for (const { tensor, info } of layers) {
    const dtype = dtypeOfOnnxNumber(metadata.get(tensor)?.type ?? 1) ?? 'float32';
    const shape = knownShape(metadata.get(tensor), sides);
    const largest = Math.max(0, ...info.inputs.map((id) => bytes.get(id) ?? 0));
    const known =
      shape && !shape.includes(null)
        ? elementCount(shape as number[]) * Math.max(1, bytesPerElement(dtype))
        : undefined;
    bytes.set(info.id, known ?? largest);
  }
  return ({ info }) => bytes.get(info.id) ?? 0;
};
