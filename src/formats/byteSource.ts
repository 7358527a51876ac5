import { type FileHandle, open } from 'node:fs/promises';
import { ExrayError } from '../errors.ts';

/** Bytes that are read in ranges, so that a reader of one tensor does not hold the whole file. */
export interface ByteSource {
  /** As messages name it: a path, or what the bytes are. */
  label: string;
  size: number;
  /** Exactly these bytes, in memory of their own or a view of it; they must lie within the size. */
  read(start: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a source again, gives it to `read`, and closes it. */
export type Reopen = <T>(read: (source: ByteSource) => Promise<T>) => Promise<T>;

/** Bytes that are in memory already; ranges are views. */
export const bytesInMemory = (bytes: Uint8Array, label: string): ByteSource => ({
  label,
  size: bytes.byteLength,
  read: async (start, length) => bytes.subarray(start, start + length),
  close: async () => {},
});

/** Node reads at most 2 GiB in one call. */
const longestRead = 2 ** 30;

/**
 * Opens a file for reading in ranges.
 *
 * @throws ExrayError `file-missing`, `file-is-folder` or `file-unreadable`
 */
export const openFile = async (path: string, label = path): Promise<ByteSource> => {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const stats = await handle.stat();
    if (stats.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    return ofHandle(handle, stats.size, label);
  } catch (error) {
    await handle?.close();
    throw unreadable(error, label);
  }
};

const ofHandle = (handle: FileHandle, size: number, label: string): ByteSource => ({
  label,
  size,
  async read(start, length) {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, longestRead), start + done);
      if (bytesRead === 0) throw shrunk(label);
      done += bytesRead;
    }
    return bytes;
  },
  close: () => handle.close(),
});

const shrunk = (label: string): ExrayError =>
  new ExrayError('file-changed', {
    what: `${label} became shorter while it was read`,
    why: 'Another process wrote to it',
    fix: 'Write such files atomically (saveTrace does), or keep two tests from sharing one',
  });

const unreadable = (error: unknown, label: string): ExrayError => {
  const code = (error as { code?: string }).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new ExrayError(
      'file-missing',
      {
        what: `${label} does not exist`,
        why: 'A relative path begins in the working directory; only those that a matcher is given begin in the folder of the test file',
        fix: "Give an absolute path or a URL: new URL('./trace.safetensors', import.meta.url)",
      },
      { cause: error },
    );
  if (code === 'EISDIR')
    return new ExrayError(
      'file-is-folder',
      { what: `${label} is a folder`, fix: 'Give the path of a file' },
      { cause: error },
    );
  return new ExrayError(
    'file-unreadable',
    { what: `${label} cannot be read`, why: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
};
