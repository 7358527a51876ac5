import { safetensorsTypeOf } from '../../../src/formats/safetensors/dtypes.ts';
import { encodeSafetensors } from '../../../src/formats/safetensors/encodeSafetensors.ts';
import { safetensorsEntry, safetensorsHeader } from '../../../src/formats/safetensors/readSafetensors.ts';
import { goldenDigest } from '../../../src/golden/file/digest.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

interface Opened {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
}

const open = (bytes: Uint8Array): Opened => {
  const { entries, metadata } = safetensorsHeader(bytes, 'golden');
  return {
    tensors: Object.fromEntries([...entries].map(([key, entry]) => [key, safetensorsEntry(bytes, entry, 'golden')])),
    metadata: Object.fromEntries(metadata),
  };
};

/** A golden's file, changed as a program would that breaks one rule and keeps the digest. */
export const reseal = (bytes: Uint8Array, change: (opened: Opened) => void): Uint8Array => {
  const opened = open(bytes);
  delete opened.metadata.digest;
  change(opened);
  const digest = goldenDigest(
    Object.entries(opened.metadata),
    Object.entries(opened.tensors).map(([key, { dtype, shape, data }]) => ({
      key,
      type: safetensorsTypeOf(dtype) as string,
      shape,
      bytes: new Uint8Array(
        (data as Uint8Array).buffer,
        (data as Uint8Array).byteOffset,
        (data as Uint8Array).byteLength,
      ),
    })),
  );
  return encodeSafetensors(opened.tensors, { ...opened.metadata, digest });
};
reseal.open = open;
