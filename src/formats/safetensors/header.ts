import { ExrayError, type Problem } from '../../errors.ts';
import { bitsOfSafetensorsType, isSafetensorsType, type SafetensorsType } from './dtypes.ts';

/** One tensor of a safetensors file, before its values are read. */
export interface SafetensorsEntry {
  key: string;
  type: SafetensorsType;
  shape: readonly number[];
  /** Position of its first byte in the file. */
  start: number;
  byteLength: number;
}

/** What the header of a safetensors file says. */
export interface SafetensorsHeader {
  /** In the order of the file's header. */
  entries: ReadonlyMap<string, SafetensorsEntry>;
  metadata: ReadonlyMap<string, string>;
}

/** Largest header that is read: the limit of the format's own implementation. */
export const largestHeader = 100_000_000;

/** Error of bytes that break the format. */
export const brokenSafetensors = (label: string, problem: Problem): ExrayError =>
  new ExrayError('safetensors-broken', {
    ...problem,
    what: `${label} ${problem.what}`,
    fix: problem.fix ?? 'Make the file again, or copy it again from where it is whole',
  });

/**
 * Reads the JSON header of a safetensors file and checks it before anybody allocates by it: sizes equal dtype times
 * shape, ranges lie within the file and share no byte, no key occurs twice.
 *
 * @param json the header's bytes, without the eight bytes of its length
 * @param fileSize of the whole file, in bytes
 * @throws ExrayError `safetensors-broken`
 */
export const parseSafetensorsHeader = (json: Uint8Array, fileSize: number, label: string): SafetensorsHeader => {
  const object = parseObject(json, label);
  const dataStart = 8 + json.byteLength;
  const entries = new Map<string, SafetensorsEntry>();
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [key, value] of Object.entries(object)) {
    if (key === '__metadata__') metadata = parseMetadata(value, label);
    else entries.set(key, parseEntry(key, value, dataStart, fileSize, label));
  }
  refuseOverlaps(entries, label);
  return { entries, metadata };
};

const parseObject = (json: Uint8Array, label: string): object => {
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    parsed = JSON.parse(text);
  } catch (cause) {
    throw brokenSafetensors(label, {
      what: 'has a header that is no JSON',
      why: cause instanceof Error ? cause.message : String(cause),
    });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw brokenSafetensors(label, { what: 'has a header that is no JSON object' });
  const twice = duplicateKey(text);
  if (twice !== undefined)
    throw brokenSafetensors(label, {
      what: `has the key ${JSON.stringify(twice)} twice in its header`,
      why: 'Readers would disagree about which one counts',
    });
  return parsed;
};

/** The first key that occurs twice in one object of a JSON text that parses; JSON.parse itself keeps the last silently. */
const duplicateKey = (text: string): string | undefined => {
  const open: (Set<string> | undefined)[] = [];
  for (const [token, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, token.length - colon.length)) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
};

const parseMetadata = (value: unknown, label: string): ReadonlyMap<string, string> => {
  const pairs =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (pairs === undefined || pairs.some(([, text]) => typeof text !== 'string'))
    throw brokenSafetensors(label, {
      what: 'has metadata that is no object of strings',
      why: 'The format allows nothing but strings under "__metadata__"',
    });
  return new Map(pairs);
};

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const parseEntry = (
  key: string,
  value: unknown,
  dataStart: number,
  fileSize: number,
  label: string,
): SafetensorsEntry => {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const name = shortKey(key);
  if (!isSafetensorsType(dtype))
    throw brokenSafetensors(label, {
      what: `has a tensor ${name} of the unknown dtype ${JSON.stringify(dtype)}`,
      fix: 'Save it with another dtype; exray reads those of safetensors 0.8',
    });
  if (!Array.isArray(shape) || !shape.every(isSize))
    throw brokenSafetensors(label, { what: `has a tensor ${name} with the impossible shape ${shown(shape)}` });
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize))
    throw brokenSafetensors(label, { what: `has a tensor ${name} with the impossible offsets ${shown(offsets)}` });
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw brokenSafetensors(label, { what: `has a tensor ${name} that ends before it begins` });
  const bits = shape.reduce((product: number, side: number) => product * side, bitsOfSafetensorsType(dtype));
  if (bits !== (end - begin) * 8)
    throw brokenSafetensors(label, {
      what: `has a tensor ${name} whose ${end - begin} bytes are not ${dtype} x ${shown(shape)}`,
    });
  if (dataStart + end > fileSize)
    throw brokenSafetensors(label, {
      what: `is truncated: ${name} ends at byte ${dataStart + end}, the file at ${fileSize}`,
      why: 'A download or a copy stopped early',
      fix: 'Copy, download or make it again',
    });
  return { key, type: dtype, shape: shape as number[], start: dataStart + begin, byteLength: end - begin };
};

const refuseOverlaps = (entries: ReadonlyMap<string, SafetensorsEntry>, label: string): void => {
  const filled = [...entries.values()].filter((entry) => entry.byteLength > 0).sort((a, b) => a.start - b.start);
  for (const [i, entry] of filled.entries()) {
    const before = filled[i - 1];
    if (before !== undefined && before.start + before.byteLength > entry.start)
      throw brokenSafetensors(label, {
        what: `has two tensors on the same bytes: ${shortKey(before.key)} and ${shortKey(entry.key)}`,
      });
  }
};

/** A key short enough for a sentence. */
const shortKey = (key: string): string => JSON.stringify(key.length > 80 ? `${key.slice(0, 77)}...` : key);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};
