import { encodeFloat16 } from '../tensor/float16.ts';
import { permute } from '../tensor/permute.ts';
import { realValues } from '../tensor/realValues.ts';
import { elementCount, type Quantization, type Tensor } from '../tensor/tensor.ts';
import type { Layer } from '../trace/trace.ts';
import type { LayerPair } from './align/align.ts';
import { asInteger } from './asInteger.ts';

/** A layer's values as real numbers, elements where the other side has them. */
export interface RealLayer {
  values: Float32Array | Float64Array;
  shape: readonly number[];
}

/** True for tensors that are compared by equality: integers and bools on no grid, and strings. */
export const isExact = ({ tensor, quantization, storedAs }: Layer): boolean =>
  quantization === undefined && /^(u?int\d+|bool|string)$/.test(storedAs ?? tensor.dtype);

/** The layer's real values: on the grid that its readers take, narrower floats decoded. */
export const realLayer = (layer: Layer): RealLayer => ({
  values: realValues(layer.tensor, layer.quantization),
  shape: layer.tensor.shape,
});

/** How one side lays a picture out, and what it takes to turn that into the other side's. */
export type Layout = 'NCHW' | 'NHWC' | 'unknown';

/** The axes that bring a reference's tensor into the deployed order; none where both agree, null where nothing fits. */
export const axesBetween = (
  deployed: readonly number[],
  reference: readonly number[],
  layouts: { deployed: Layout; reference: Layout },
): readonly number[] | undefined | null => {
  const rank = reference.length;
  const toFirst = [0, rank - 1, ...Array.from({ length: Math.max(0, rank - 2) }, (_, i) => i + 1)];
  const toLast = [0, ...Array.from({ length: Math.max(0, rank - 2) }, (_, i) => i + 2), 1];
  const unknown = layouts.deployed === 'unknown' || layouts.reference === 'unknown';
  if (rank >= 3 && rank === deployed.length && !unknown && layouts.deployed !== layouts.reference) {
    const axes = layouts.reference === 'NHWC' ? toFirst : layouts.deployed === 'NHWC' ? toLast : undefined;
    if (
      axes &&
      same(
        axes.map((axis) => reference[axis]),
        deployed,
      )
    )
      return axes;
  }
  if (same(plain(deployed), plain(reference))) return undefined;
  const fitting = [toFirst, toLast].filter((axes) =>
    same(
      axes.map((axis) => reference[axis]),
      deployed,
    ),
  );
  return unknown && rank >= 3 && fitting[0] ? fitting[0] : null;
};

const LAYOUT = { first: 'NCHW', last: 'NHWC' } as const;

/**
 * The same between two runtimes, where each tensor says by its own graph where its channels are. Where a graph does not,
 * sides that are equal as they lie are taken so: what is reshaped is no picture any longer.
 */
export const axesAcross = (
  deployed: readonly number[],
  reference: readonly number[],
  orders: NonNullable<LayerPair['orders']>,
  layouts: { deployed: Layout; reference: Layout },
): readonly number[] | undefined | null => {
  if (orders.deployed !== undefined && orders.reference !== undefined) {
    const known = { deployed: LAYOUT[orders.deployed], reference: LAYOUT[orders.reference] };
    return axesBetween(deployed, reference, known);
  }
  return same(plain(deployed), plain(reference)) ? undefined : axesBetween(deployed, reference, layouts);
};

const same = (a: readonly (number | undefined)[], b: readonly (number | undefined)[]): boolean =>
  a.length === b.length && a.every((side, i) => side === b[i]);

/**
 * The axes that bring a reference's tensor into another order of sides, where the sides alone tell which is which: an
 * optimizer moves a Transpose behind the ops that do not mind. `unclear` where the same sides could be met in several
 * ways, null where they are others.
 */
export const turnedAxes = (
  deployed: readonly number[],
  reference: readonly number[],
): readonly number[] | 'unclear' | null => {
  const [d, r] = [plain(deployed), plain(reference)];
  if (!same([...d].sort(ascending), [...r].sort(ascending))) return null;
  if (deployed.length !== reference.length || new Set(d).size < d.length) return 'unclear';
  const ones = [...reference.keys()].filter((axis) => reference[axis] === 1);
  return deployed.map((side) => (side === 1 ? (ones.shift() as number) : reference.indexOf(side)));
};

const ascending = (a: number, b: number): number => a - b;

/** Sides of 1 carry no order: [1, 1280] and [1, 1280, 1, 1] hold the same values. */
const plain = (shape: readonly number[]): number[] => shape.filter((side) => side !== 1);

/** Real values in another order of axes. */
export const reordered = ({ values, shape }: RealLayer, axes: readonly number[] | undefined): RealLayer => {
  if (!axes) return { values, shape };
  const dtype = values.BYTES_PER_ELEMENT === 8 ? 'float64' : 'float32';
  const { data, shape: turned } = permute({ dtype, shape, data: values }, axes);
  return { values: data as Float32Array, shape: turned };
};

/** The axes that undo `axes`. */
export const inverse = (axes: readonly number[] | undefined): number[] | undefined =>
  axes?.map((_, i) => axes.indexOf(i));

/** A deployed value as the reference's graph would hold it: its dtype, its grid, its dims. */
export const asReference = (
  deployed: Layer,
  axes: readonly number[] | undefined,
  like: { dtype: Tensor['dtype']; shape: readonly number[]; quantization?: Quantization },
): Tensor | undefined => {
  if (elementCount(deployed.tensor.shape) !== elementCount(like.shape)) return undefined;
  if (deployed.tensor.dtype === like.dtype && (isExact(deployed) || sameGrid(deployed.quantization, like.quantization)))
    return { ...(axes ? permute(deployed.tensor, inverse(axes) as number[]) : deployed.tensor), shape: like.shape };
  if (deployed.tensor.dtype === 'string') return undefined;
  const integer = isExact(deployed) && asInteger(deployed.tensor, like.dtype);
  if (integer) return { ...(axes ? permute(integer, inverse(axes) as number[]) : integer), shape: like.shape };
  const { values } = reordered(realLayer(deployed), inverse(axes));
  const data = encoded(values, like.dtype, like.quantization);
  return data && { dtype: like.dtype, shape: like.shape, data };
};

/** Both tensors lie on one grid, or on none. */
export const sameGrid = (a: Quantization | undefined, b: Quantization | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && `${a.scale}/${a.zeroPoint}` === `${b.scale}/${b.zeroPoint}`);

const encoded = (
  values: RealLayer['values'],
  dtype: Tensor['dtype'],
  grid?: Quantization,
): Tensor['data'] | undefined => {
  switch (dtype) {
    case 'float32':
      return values.BYTES_PER_ELEMENT === 4 ? values : Float32Array.from(values);
    case 'float64':
      return Float64Array.from(values);
    case 'float16':
      return encodeFloat16(Float32Array.from(values));
    case 'uint8':
      return grid && onGrid(values, grid, new Uint8Array(values.length), 0, 255);
    case 'int8':
      return grid && onGrid(values, grid, new Int8Array(values.length), -128, 127);
    case 'uint16':
      return grid && onGrid(values, grid, new Uint16Array(values.length), 0, 65535);
    case 'int16':
      return grid && onGrid(values, grid, new Int16Array(values.length), -32768, 32767);
    default:
      return undefined;
  }
};

const onGrid = <T extends Uint8Array | Int8Array | Uint16Array | Int16Array>(
  values: ArrayLike<number>,
  { scale, zeroPoint }: Quantization,
  data: T,
  low: number,
  high: number,
): T | undefined => {
  if (scale.length !== 1) return undefined;
  const [step, zero] = [scale[0] as number, zeroPoint[0] ?? 0];
  for (let i = 0; i < data.length; i++)
    data[i] = min(high, max(low, roundHalfEven((values[i] as number) / step) + zero));
  return data;
};

// Local names: in the vm contexts of test runners each look at a global is slow, and these are looked at per value.
const { abs, max, min, round } = Math;

const roundHalfEven = (value: number): number => {
  const rounded = round(value);
  return abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};
