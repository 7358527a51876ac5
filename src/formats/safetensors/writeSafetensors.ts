import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExrayError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  encodeSafetensorsHeader,
  inFileOrder,
  isWritableKey,
  tensorBytes,
  type WrittenTensor,
} from './encodeSafetensors.ts';
import { largestHeader } from './header.ts';

interface SpooledTensor extends WrittenTensor {
  /** Position of its first byte in the spool. */
  at: number;
}

/**
 * Writes a safetensors file of any size while it holds one tensor at a time. The header comes first in the file but is
 * known last, so values go to a spool beside the file and are copied behind the header at the end. The file appears
 * whole, by a rename, or not at all.
 *
 * @param metadata asked for when all tensors were read
 * @throws ExrayError `key-twice`, `key-unwritable`, `metadata-too-large`; and what the system says where the disk is full or read-only
 */
export const writeSafetensors = async (
  path: string,
  tensors: AsyncIterable<readonly [key: string, tensor: Tensor]>,
  metadata: () => Readonly<Record<string, string>>,
): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const spoolPath = `${path}.${randomUUID()}.spool`;
  const newPath = `${path}.${randomUUID()}.new`;
  const spool = await open(spoolPath, 'wx+', 0o600);
  try {
    // Unlinked while open, the spool vanishes even if the process dies; Windows refuses, and removes it below.
    await rm(spoolPath).catch(() => {});
    const spooled = inFileOrder(await spoolTensors(spool, tensors));
    const file = await open(newPath, 'wx');
    try {
      await writeAll(file, boundedHeader(spooled, metadata()));
      for (const tensor of spooled) await copyRange(spool, file, tensor.at, tensor.byteLength);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(newPath, path);
  } finally {
    await spool.close();
    await rm(spoolPath, { force: true });
    await rm(newPath, { force: true });
  }
};

const boundedHeader = (tensors: readonly WrittenTensor[], metadata: Readonly<Record<string, string>>): Uint8Array => {
  const header = encodeSafetensorsHeader(tensors, metadata);
  if (header.byteLength <= largestHeader) return header;
  const [name, text] = Object.entries(metadata).sort(([, a], [, b]) => b.length - a.length)[0] ?? ['', ''];
  throw new ExrayError('metadata-too-large', {
    what: `the metadata of the file would take ${header.byteLength} bytes, ${text.length} of them for "${name}"`,
    why: `No reader of safetensors takes more than ${largestHeader}`,
    fix: 'Save less: large arrays belong in tensors, not in what the app returns',
  });
};

const spoolTensors = async (
  spool: FileHandle,
  tensors: AsyncIterable<readonly [string, Tensor]>,
): Promise<SpooledTensor[]> => {
  const spooled = new Map<string, SpooledTensor>();
  let at = 0;
  for await (const [key, tensor] of tensors) {
    if (!isWritableKey(key))
      throw new ExrayError('key-unwritable', {
        what: `a tensor is named ${JSON.stringify(key)}, which a safetensors file cannot hold`,
        why: 'Its names are UTF-8, and __metadata__ is taken',
        fix: 'Give it another name',
      });
    if (spooled.has(key))
      throw new ExrayError('key-twice', {
        what: `two tensors are named ${JSON.stringify(key)}`,
        why: 'A file of tensors holds one per name',
        fix: 'Give one of them another name',
      });
    const bytes = tensorBytes(key, tensor);
    await writeAll(spool, bytes);
    spooled.set(key, { key, dtype: tensor.dtype, shape: tensor.shape, byteLength: bytes.byteLength, at });
    at += bytes.byteLength;
  }
  return [...spooled.values()];
};

const longestWrite = 2 ** 30;

const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let done = 0; done < bytes.byteLength; )
    done += (await file.write(bytes, done, Math.min(bytes.byteLength - done, longestWrite))).bytesWritten;
};

const copyRange = async (from: FileHandle, to: FileHandle, start: number, length: number): Promise<void> => {
  const buffer = new Uint8Array(Math.min(length, 2 ** 22));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.byteLength, length - done), start + done);
    if (bytesRead === 0) throw new Error('the spool became shorter while it was copied');
    await writeAll(to, buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
};
