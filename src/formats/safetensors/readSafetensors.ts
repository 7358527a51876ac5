import { ExrayError } from '../../errors.ts';
import { arrayFor } from '../../tensor/dtypes.ts';
import type { DType, Tensor } from '../../tensor/tensor.ts';
import { arrayFileKind, otherArrayFile } from '../arrayFileKind.ts';
import type { ByteSource } from '../byteSource.ts';
import { dtypeOfSafetensorsType } from './dtypes.ts';
import {
  brokenSafetensors,
  largestHeader,
  parseSafetensorsHeader,
  type SafetensorsEntry,
  type SafetensorsHeader,
} from './header.ts';

/**
 * Reads and checks the header of a safetensors file; no tensor is read.
 * The format: https://huggingface.co/docs/safetensors (eight bytes of length, JSON, data).
 *
 * @throws ExrayError `not-safetensors` for another kind of file, `safetensors-broken` for a damaged one
 */
export const readSafetensorsHeader = async (source: ByteSource): Promise<SafetensorsHeader> => {
  const { label, size } = source;
  const length = headerLength(await source.read(0, Math.min(size, 64)), size, label);
  return parseSafetensorsHeader(await source.read(8, length), size, label);
};

/** The same for a file that is in memory. */
export const safetensorsHeader = (bytes: Uint8Array, label: string): SafetensorsHeader => {
  const length = headerLength(bytes.subarray(0, 64), bytes.byteLength, label);
  return parseSafetensorsHeader(bytes.subarray(8, 8 + length), bytes.byteLength, label);
};

const headerLength = (head: Uint8Array, size: number, label: string): number => {
  const kind = arrayFileKind(head);
  if (kind === 'npy' || kind === 'zip') throw notSafetensors(label, { what: `is a ${kind} file, not safetensors` });
  if (kind !== 'safetensors' && !(kind === 'other' && mayBeTruncated(head, size)))
    throw notSafetensors(label, otherArrayFile[kind]);
  if (size < 8) throw truncated(label, `its header's length takes 8 bytes, the file has ${size}`);
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  if (length > largestHeader)
    throw brokenSafetensors(label, {
      what: `says that its header has ${length} bytes`,
      why: `At most ${largestHeader} are read`,
    });
  if (8 + length > size) throw truncated(label, `its header ends at byte ${8 + length}, the file at ${size}`);
  return length;
};

/** Reads the values of one tensor. */
export const readSafetensorsEntry = async (source: ByteSource, entry: SafetensorsEntry): Promise<Tensor> => {
  const dtype = expectDType(entry, source.label);
  return safetensorsTensor(await source.read(entry.start, entry.byteLength), entry, dtype);
};

/** The values of one tensor of a file that is in memory. */
export const safetensorsEntry = (bytes: Uint8Array, entry: SafetensorsEntry, label: string): Tensor =>
  safetensorsTensor(bytes.subarray(entry.start, entry.start + entry.byteLength), entry, expectDType(entry, label));

const expectDType = (entry: SafetensorsEntry, label: string): DType => {
  const dtype = dtypeOfSafetensorsType(entry.type);
  if (dtype !== undefined) return dtype;
  throw new ExrayError('dtype-unsupported', {
    what: `${label} holds ${JSON.stringify(entry.key)} as ${entry.type}, which exray does not read`,
    fix: 'Save it as F32',
  });
};

const safetensorsTensor = (bytes: Uint8Array, entry: SafetensorsEntry, dtype: DType): Tensor => {
  const data = arrayFor(dtype, bytes);
  // The format does not say what a bool of 2 is; every reader takes it as true.
  if (dtype === 'bool') for (let i = 0; i < data.length; i++) if (data[i] !== 0) data[i] = 1;
  return { dtype, shape: entry.shape, data };
};

/** A file too short to show its brace, or one whose first eight bytes could still be a length. */
const mayBeTruncated = (head: Uint8Array, size: number): boolean =>
  size <= 8 && head.slice(4).every((byte) => byte === 0);

const notSafetensors = (label: string, problem: { what: string; why?: string; fix?: string }): ExrayError =>
  new ExrayError('not-safetensors', { ...problem, what: `${label} ${problem.what}` });

const truncated = (label: string, how: string): ExrayError =>
  brokenSafetensors(label, {
    what: `is truncated: ${how}`,
    why: 'A download or a copy stopped early',
    fix: 'Copy, download or make it again',
  });
