import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { ExrayError, type Problem } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { arrayFileKind, otherArrayFile } from './arrayFileKind.ts';
import { readNpy } from './npy.ts';

const mostArrays = 100_000;

/**
 * Reads the arrays of a .npz file (a zip of .npy files, as `numpy.savez` and `savez_compressed` write it) by name.
 * Sizes are checked before anything is unpacked: deflate shrinks at most 1032-fold, and archives that unpack to more
 * than a gigabyte and 100 times their own size are refused as zip bombs. Checksums are checked.
 *
 * @param bytes the whole file
 * @param label how messages call it
 * @throws ExrayError `npz-broken`, `npz-too-large`, and what {@link readNpy} throws
 */
export const readNpz = (bytes: Uint8Array, label = 'the .npz file'): Record<string, Tensor> => {
  const kind = arrayFileKind(bytes.subarray(0, 64));
  if (kind !== 'zip')
    throw broken(
      label,
      kind in otherArrayFile ? otherArrayFile[kind as 'other'] : { what: `is a ${kind} file, not .npz` },
    );
  const sizes = listSizes(bytes, label);
  const checksums = readChecksums(bytes);
  const unpacked = unzip(bytes, label, ({ name }) => sizes.has(name));
  return Object.fromEntries(
    [...sizes].map(([name, size]) => {
      const entry = unpacked[name];
      if (entry?.length !== size || crc32(entry) !== checksums.get(name))
        throw broken(label, { what: `is damaged: ${name} is not what its checksum says` });
      const array = name.slice(0, -'.npy'.length);
      return [array, readNpy(entry, `${array} of ${label}`)];
    }),
  );
};

type Filter = NonNullable<NonNullable<Parameters<typeof unzipSync>[1]>['filter']>;

const unzip = (bytes: Uint8Array, label: string, filter: Filter): Record<string, Uint8Array> => {
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    if (cause instanceof ExrayError) throw cause;
    throw broken(label, { what: 'is a damaged zip archive', why: (cause as Error).message });
  }
};

/** Names and unpacked sizes of the arrays, checked; nothing is unpacked. */
const listSizes = (bytes: Uint8Array, label: string): Map<string, number> => {
  const sizes = new Map<string, number>();
  let total = 0;
  let listed = 0;
  unzip(bytes, label, ({ name, size, originalSize, compression }) => {
    if (++listed > mostArrays) throw broken(label, { what: `lists more than ${mostArrays} files` });
    if (!name.endsWith('.npy')) return false;
    if (sizes.has(name)) throw broken(label, { what: `holds ${name} twice` });
    const most = compression === 0 ? size : size * 1032 + 64;
    if (!(size <= bytes.length && originalSize <= most))
      throw broken(label, { what: `says that ${name} unpacks from ${size} to ${originalSize} bytes, which it cannot` });
    sizes.set(name, originalSize);
    total += originalSize;
    return false;
  });
  const limit = Math.max(2 ** 30, 100 * bytes.length);
  if (total > limit)
    throw new ExrayError('npz-too-large', {
      what: `${label} would unpack from ${bytes.length} to ${total} bytes`,
      why: `More than ${limit} bytes are refused, as a zip bomb would be`,
      fix: 'Save fewer arrays, or use .safetensors, which is read in parts',
    });
  return sizes;
};

/** CRC-32 by name from the archive's central directory; the zip library does not hand them out. */
const readChecksums = (bytes: Uint8Array): Map<string, number> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new TextDecoder();
  const checksums = new Map<string, number>();
  for (let at = directoryStart(view); at + 46 <= view.byteLength && view.getUint32(at, true) === 0x02014b50; ) {
    const nameLength = view.getUint16(at + 28, true);
    const name = names.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    checksums.set(name, view.getUint32(at + 16, true));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return checksums;
};

/** From the end record, or from the zip64 one in front of it where the first can't hold the position. */
const directoryStart = (view: DataView): number => {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65_557); at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const start = view.getUint32(at + 16, true);
    if (start !== 0xffffffff || at < 20) return start;
    const end64 = Number(view.getBigUint64(at - 12, true));
    return end64 + 56 <= view.byteLength ? Number(view.getBigUint64(end64 + 48, true)) : view.byteLength;
  }
  return view.byteLength;
};

const broken = (label: string, problem: Problem): ExrayError =>
  new ExrayError('npz-broken', { fix: 'Make the file again', ...problem, what: `${label} ${problem.what}` });
