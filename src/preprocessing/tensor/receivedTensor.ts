import { ExrayError } from '../../errors.ts';
import { dtypeOfArray } from '../../tensor/dtypeOfArray.ts';
import { arrayFor, isDType } from '../../tensor/dtypes.ts';
import { elementCount, type Tensor, type TypedArray } from '../../tensor/tensor.ts';

/** A tensor as apps hold it: of onnxruntime or transformers.js, of tfjs, or plain data. */
export type ReceivedTensor =
  | { readonly type: string; readonly dims: readonly number[]; readonly data: unknown }
  | { readonly dtype: string; readonly shape: readonly number[]; data(): Promise<unknown> }
  | { data: TypedArray | Uint8ClampedArray; shape: readonly number[]; dtype?: string };

/** True for what {@link receivedTensor} takes, told by its parts: every copy of a library has classes of its own. */
export const isReceivedTensor = (value: unknown): value is ReceivedTensor => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  const { dims, shape = dims } = value as Record<string, unknown>;
  return 'data' in value && Array.isArray(shape) && shape.every((side) => Number.isSafeInteger(side) && side >= 0);
};

/**
 * The values of a tensor, wherever its library holds them. Not copied: nobody writes to them.
 *
 * @throws ExrayError `bad-input` where the data do not fit the shape or cannot be read
 */
export const receivedTensor = async (given: ReceivedTensor, matcher: string): Promise<Tensor> => {
  const { dims, shape = dims, type, dtype = type } = given as Record<string, unknown>;
  const sides = [...(shape as number[])];
  const wrong = (what: string, fix?: string): ExrayError =>
    new ExrayError('bad-input', { what: `${matcher}: the tensor ${what}`, ...(fix !== undefined && { fix }) });
  const data = await valuesOf(given).catch((error: unknown) => {
    throw wrong(
      `cannot be read (${(error as Error).message})`,
      'Give it before it is disposed, in the memory of the CPU',
    );
  });
  if (!ArrayBuffer.isView(data) || !('length' in data))
    throw wrong('holds no typed array', 'Give { data, shape } with for instance a Float32Array as data');
  const { length } = data as TypedArray;
  if (length !== elementCount(sides))
    throw wrong(
      `holds ${length} values for the shape [${sides.join(', ')}], which are ${elementCount(sides)}`,
      'Give the shape that the model is given',
    );
  const held = dtypeOfArray(data as TypedArray);
  // Half floats come as their bits, as bfloat16 does, or in a Float16Array, which only newer Nodes have.
  const isBits = (dtype === 'float16' || dtype === 'bfloat16') && held === 'uint16';
  const isBool = dtype === 'bool' && held === 'uint8';
  if (isDType(dtype) && (isBits || isBool)) return { dtype, shape: sides, data: data as TypedArray };
  return { dtype: held, shape: sides, data: held === 'float16' ? bitsOf(data) : (data as TypedArray) };
};

const bitsOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): TypedArray =>
  arrayFor('float16', new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));

/** tfjs has a method for them; onnxruntime has another where they are not in the CPU's memory. */
const valuesOf = async (given: ReceivedTensor): Promise<unknown> => {
  const { location, getData } = given as { location?: string; getData?: () => Promise<unknown> };
  if (location !== undefined && !location.startsWith('cpu') && getData !== undefined) return getData.call(given);
  return typeof given.data === 'function' ? given.data() : given.data;
};
