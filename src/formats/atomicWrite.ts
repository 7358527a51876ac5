import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a whole file or nothing: readers see the old bytes or the new ones. Makes the folder where it is missing. */
export const atomicWrite = async (path: string, content: string | Uint8Array): Promise<void> => {
  const { default: writeFileAtomic } = await import('write-file-atomic');
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(
    path,
    typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  );
};
