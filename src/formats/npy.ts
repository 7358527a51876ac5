import { ExrayError, type Problem } from '../errors.ts';
import { arrayFor, bytesPerElement } from '../tensor/dtypes.ts';
import { permute } from '../tensor/permute.ts';
import { type DType, elementCount, type Tensor } from '../tensor/tensor.ts';

/** NumPy's kinds and sizes that are numbers; strings come apart. */
const dtypeOfCode: Readonly<Record<string, DType>> = {
  b1: 'bool',
  '?': 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/** Longest header that is read; NumPy itself reads 10,000 bytes without being told to trust the file. */
const longestHeader = 2 ** 20;

/**
 * Reads one array in NumPy's .npy format, versions 1 to 3: any byte order, C and Fortran order, numbers, bools and
 * strings. The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param bytes the whole file
 * @param label how messages call it
 * @throws ExrayError `npy-broken`, `npy-unsupported`
 */
export const readNpy = (bytes: Uint8Array, label: string): Tensor => {
  const { descr, fortranOrder, shape, dataStart } = parseHeader(bytes, label);
  const data = bytes.subarray(dataStart);
  const fileShape = fortranOrder ? shape.toReversed() : shape;
  const tensor = decode(descr, fileShape, data, label);
  // Column-major memory is row-major memory of the reversed shape.
  return fortranOrder
    ? permute(
        tensor,
        shape.map((_, axis) => shape.length - 1 - axis),
      )
    : tensor;
};

const parseHeader = (bytes: Uint8Array, label: string) => {
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 6)) !== '\x93NUMPY')
    throw broken(label, { what: 'is no .npy array', why: 'It does not begin with NumPy’s magic bytes' });
  const version = bytes[6] as number;
  if (version < 1 || version > 3) throw broken(label, { what: `is of the unknown .npy version ${version}` });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? 0 : view.getUint32(8, true);
  if (length > longestHeader) throw broken(label, { what: `says that its header has ${length} bytes` });
  if (start + length > bytes.length) throw broken(label, { what: 'is truncated inside its header' });
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, start + length));
  const descr = /'descr'\s*:\s*('[^']*'|\[)/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)\b/.exec(text)?.[1];
  const sides = /'shape'\s*:\s*\(([\dL,\s]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || sides === undefined)
    throw broken(label, { what: 'has a header without descr, fortran_order and shape' });
  if (descr === '[')
    throw unsupported(
      label,
      'a structured dtype (a record of several fields)',
      'Save each field as an array of its own',
    );
  const shape = sides
    .split(',')
    .map((side) => side.trim().replace(/L$/, ''))
    .filter((side) => side !== '')
    .map(Number);
  if (!shape.every((side) => Number.isSafeInteger(side)) || !Number.isSafeInteger(elementCount(shape)))
    throw broken(label, { what: `has the impossible shape (${sides.trim().slice(0, 60)})` });
  return { descr: descr.slice(1, -1), fortranOrder: order === 'True', shape, dataStart: start + length };
};

const decode = (descr: string, shape: readonly number[], bytes: Uint8Array, label: string): Tensor => {
  const bigEndian = descr.startsWith('>');
  const code = descr.replace(/^[<>|=]/, '');
  const text = /^([US])(\d{1,9})$/.exec(code);
  if (text !== null) {
    const width = Number(text[2]) * (text[1] === 'U' ? 4 : 1);
    checkSize(shape, width, bytes, label, descr);
    const one = text[1] === 'U' ? utf32(bigEndian) : latin;
    return { dtype: 'string', shape, data: pieces(elementCount(shape), width, bytes).map(one) };
  }
  const dtype = Object.hasOwn(dtypeOfCode, code) ? dtypeOfCode[code] : undefined;
  if (dtype === undefined) throw unsupportedCode(label, code);
  const width = bytesPerElement(dtype);
  checkSize(shape, width, bytes, label, descr);
  const own = Uint8Array.from(bytes.subarray(0, elementCount(shape) * width));
  if (bigEndian && width > 1) reverseEach(own, width);
  return { dtype, shape, data: arrayFor(dtype, own) };
};

const checkSize = (shape: readonly number[], width: number, bytes: Uint8Array, label: string, descr: string): void => {
  const expected = elementCount(shape) * width;
  if (expected > bytes.length)
    throw broken(label, {
      what: `is truncated: '${descr}' x (${shape.join(', ')}) takes ${expected} bytes, it has ${bytes.length}`,
      why: 'A download or a copy stopped early',
    });
  if (expected < bytes.length)
    throw broken(label, {
      what: `has ${bytes.length - expected} bytes more than '${descr}' x (${shape.join(', ')}) takes`,
    });
};

const pieces = (count: number, width: number, bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => bytes.subarray(i * width, (i + 1) * width));

/** UCS-4 as NumPy holds it, padded with NUL. */
const utf32 =
  (bigEndian: boolean) =>
  (bytes: Uint8Array): string => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let text = '';
    for (let at = 0; at < bytes.length; at += 4) {
      const point = view.getUint32(at, !bigEndian);
      text += String.fromCodePoint(point <= 0x10ffff ? point : 0xfffd);
    }
    return text.replace(/\0+$/, '');
  };

const latin = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes).replace(/\0+$/, '');

const reverseEach = (bytes: Uint8Array, width: number): void => {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
};

const unsupportedCode = (label: string, code: string): ExrayError => {
  if (code.startsWith('O'))
    return unsupported(label, 'Python objects (a pickle)', 'Save plain arrays: numpy.savez(path, name=array)');
  if (code.startsWith('V'))
    return unsupported(label, `raw bytes (${code})`, 'bfloat16 and float8 look like this: save them as float32');
  if (code.startsWith('c')) return unsupported(label, 'complex numbers', 'Save real and imaginary parts apart');
  return unsupported(label, `elements of the kind '${code}'`, 'Save them as float32');
};

const broken = (label: string, problem: Problem): ExrayError =>
  new ExrayError('npy-broken', { fix: 'Make the file again', ...problem, what: `${label} ${problem.what}` });

const unsupported = (label: string, what: string, fix: string): ExrayError =>
  new ExrayError('npy-unsupported', { what: `${label} holds ${what}, which exray does not read`, fix });
