import { isExrayError } from '../../errors.ts';
import { arrayFileKind } from '../../formats/arrayFileKind.ts';
import type { SafetensorsHeader } from '../../formats/safetensors/header.ts';
import { safetensorsEntry, safetensorsHeader } from '../../formats/safetensors/readSafetensors.ts';
import { traceFormat } from '../../trace/traceMetadata.ts';
import { type Golden, goldenFormat, goldenScheme } from '../golden.ts';
import { goldenDigest } from './digest.ts';
import { damagedGolden, foreignGolden, lfsPointerGolden, newerGolden } from './goldenErrors.ts';
import { parseGoldenMetadata } from './goldenMetadata.ts';
import { goldenOf } from './goldenOf.ts';

/**
 * Reads the bytes of a golden file and checks all of it: nothing that was changed on the way passes as a golden.
 *
 * @param label how messages name it: its path
 * @throws ExrayError `golden-lfs-pointer`, `golden-foreign` for a file of another kind, `golden-newer` for a later format, `golden-broken` for a damaged one
 */
export const decodeGolden = (bytes: Uint8Array, label: string): Golden => {
  const header = headerOf(bytes, label);
  checkFormat(header.metadata, label);
  checkDigest(bytes, header, label);
  const metadata = parseGoldenMetadata(header.metadata, label);
  return goldenOf(metadata, label, (key) => {
    const entry = header.entries.get(key);
    return entry && safetensorsEntry(bytes, entry, label);
  });
};

const headerOf = (bytes: Uint8Array, label: string): SafetensorsHeader => {
  if (arrayFileKind(bytes.subarray(0, 64)) === 'lfs-pointer') throw lfsPointerGolden(label);
  try {
    return safetensorsHeader(bytes, label);
  } catch (error) {
    if (!isExrayError(error)) throw error;
    const { what, why } = error.problem;
    const rest = what.slice(label.length + 1);
    if (error.code === 'not-safetensors' && rest !== 'is empty')
      throw foreignGolden(label, rest.replace(/, not .*$/, ''), checkPath, error);
    throw damagedGolden(label, { what: rest, ...(why !== undefined && { why }) }, error);
  }
};

const checkPath =
  'Check the path; goldens are written by toMatchLayerSnapshot, by saveGolden, or by `npx exray golden from`';

const checkFormat = (metadata: ReadonlyMap<string, string>, label: string): void => {
  const [format, scheme] = [metadata.get('format'), metadata.get('scheme')];
  if (format === traceFormat)
    throw foreignGolden(
      label,
      'is a trace',
      `Make a golden of it: npx exray golden from ${label} --out ${label.replace(/(\.golden)?\.safetensors$/, '')}.golden.safetensors`,
    );
  if (format === undefined || !format.startsWith('exray.golden/'))
    throw foreignGolden(label, 'is a safetensors file of another kind', checkPath);
  if (format !== goldenFormat) throw newerGolden(label, format, goldenFormat);
  if (scheme !== goldenScheme) throw newerGolden(label, `${format} with the sketch ${scheme}`, goldenScheme);
};

const checkDigest = (bytes: Uint8Array, { entries, metadata }: SafetensorsHeader, label: string): void => {
  const found = goldenDigest(
    [...metadata].filter(([key]) => key !== 'digest'),
    [...entries.values()].map(({ key, type, shape, start, byteLength }) => ({
      key,
      type,
      shape,
      bytes: bytes.subarray(start, start + byteLength),
    })),
  );
  if (found === metadata.get('digest')) return;
  throw damagedGolden(label, {
    what: 'does not hold what was written into it',
    why: 'The digest of its content is another one: something rewrote it, such as a merge, a conversion of line ends, or an editor',
  });
};
