import { createHash } from 'node:crypto';

/** A tensor as it lies in a file. */
export interface FileTensor {
  key: string;
  /** Of safetensors: `F32`. */
  type: string;
  shape: readonly number[];
  bytes: Uint8Array;
}

const sha256 = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest();

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * SHA-256 of everything that a golden file says, in hexadecimal digits, whatever the order in which it says it: safetensors
 * libraries choose the order of tensors and metadata themselves (docs/golden-format.md).
 *
 * @param metadata without `digest` itself
 */
export const goldenDigest = (metadata: Iterable<readonly [string, string]>, tensors: readonly FileTensor[]): string => {
  const digest = createHash('sha256');
  for (const [key, value] of [...metadata].sort(byKey)) digest.update(sha256(key)).update(sha256(value));
  for (const [key, { type, shape, bytes }] of tensors.map((tensor) => [tensor.key, tensor] as const).sort(byKey))
    digest
      .update(sha256(key))
      .update(sha256(`${type} ${shape.join(',')}`))
      .update(sha256(bytes));
  return digest.digest('hex');
};
