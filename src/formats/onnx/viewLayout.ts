import { permute } from '../../tensor/permute.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { ConstantView } from '../fingerprintOf.ts';

/** Up to here (64 MiB as float32) a weight is turned around in memory. */
const IN_MEMORY = 1 << 24;

/** The view with its axes in another order. */
export const permuted = (view: ConstantView, axes: readonly number[]): ConstantView => {
  const rank = view.shape.length;
  if (axes.length !== rank || axes.every((axis, i) => axis === i)) return view;
  const swapsLastTwo = axes.every((axis, i) => axis === (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i));
  const count = elementCount(view.shape);
  if (swapsLastTwo && count > IN_MEMORY) return swapped(view);
  let turned: Float32Array | undefined;
  const shape = axes.map((axis) => view.shape[axis] as number);
  return {
    ...view,
    shape,
    read: (from, to) => {
      turned ??= permute({ dtype: 'float32', shape: view.shape, data: view.read(0, count) } as Tensor, axes)
        .data as Float32Array;
      const part = turned.subarray(from, to);
      if (to === count) turned = undefined; // ranges come in order: nobody holds the whole any longer than it takes
      return part;
    },
  };
};

/** The order of axes that swaps the last two. */
export const lastTwoSwapped = (rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis));

/** Matrices with rows and columns swapped, without holding more than the rows that are asked for. */
const swapped = (view: ConstantView): ConstantView => {
  const rank = view.shape.length;
  const rows = view.shape[rank - 2] as number;
  const columns = view.shape[rank - 1] as number;
  const matrix = rows * columns;
  return {
    ...view,
    shape: [...view.shape.slice(0, -2), columns, rows],
    read: (from, to) => {
      const values = new Float32Array(to - from);
      for (let at = from; at < to; ) {
        const base = Math.floor(at / matrix) * matrix;
        const end = Math.min(to, base + matrix);
        const first = Math.floor((at - base) / rows);
        const last = Math.ceil((end - base) / rows); // columns first..last of the stored matrix
        for (let row = 0; row < rows; row++) {
          const stored = view.read(base + row * columns + first, base + row * columns + last);
          for (let column = first; column < last; column++) {
            const target = base + column * rows + row;
            if (target >= at && target < end) values[target - from] = stored[column - first] as number;
          }
        }
        at = end;
      }
      return values;
    },
  };
};

/** A transposed convolution's kernel [in, out/groups, ...] as [out, in/groups, ...]. */
export const asKernel = (view: ConstantView, groups: number): ConstantView => {
  const [inputs = 1, outputs = 1, ...rest] = view.shape;
  if (groups < 1 || inputs % groups !== 0) return view;
  const split: ConstantView = { ...view, shape: [groups, inputs / groups, outputs, ...rest] };
  const turned = permuted(split, [0, 2, 1, ...rest.map((_, i) => i + 3)]);
  return { ...turned, shape: [groups * outputs, inputs / groups, ...rest] };
};
