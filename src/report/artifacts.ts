import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bytesPerElement } from '../tensor/dtypes.ts';
import { toPlainJson } from '../trace/plainJson.ts';
import { saveTrace } from '../trace/saveTrace.ts';
import type { Layer, LayerInfo, LayerSource, Trace } from '../trace/trace.ts';
import type { Comparison } from '../verdicts/comparison.ts';

/** Folder for what failing tests leave, in the working directory. It ignores itself in git. */
export const FOLDER = '.exray';
/** Bytes kept of one test: of tensors, in one trace or shared by several, and of pictures beside them. */
const MOST_BYTES = 16 * 2 ** 20;
/** Kept traces in all; the oldest go first. */
const MOST_FILES = 24;

/** What a kept trace is called and how much of it is kept. */
export interface KeepOptions {
  testName: string | undefined;
  testFile: string | undefined;
  comparison?: Comparison | undefined;
  /** Index among several traces of one test, and how many they are: they share what one test may keep. */
  index?: number;
  of?: number;
  /** For tests. */
  folder?: string;
  mostBytes?: number;
  mostFiles?: number;
}

/**
 * Keeps the received trace of a failing test, so that it can be looked at and compared again. Where all of it would be
 * more than 16 MiB a test, the layers that the message names come first. A later failure of the same test takes the place
 * of all that an earlier one left.
 *
 * @returns The path, relative to the working directory.
 * @throws Error where the inputs and outputs alone, without which a trace is none, are too large
 */
export async function keepTrace(trace: Trace, options: KeepOptions): Promise<string> {
  const { folder = join(process.cwd(), FOLDER), mostBytes = MOST_BYTES, mostFiles = MOST_FILES, of = 1 } = options;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n');
  const path = join(folder, fileName(options));
  await saveTrace(await trimmed(trace, options.comparison, Math.floor(mostBytes / of), mostBytes), path);
  await removeOthers(folder, options);
  await rotate(folder, mostFiles, path);
  return relative(process.cwd(), path).replaceAll('\\', '/');
}

/** Bytes that one test may still keep beside a trace. */
export const roomBeside = async (path: string): Promise<number> => Math.max(0, MOST_BYTES - (await stat(path)).size);

const fileName = (options: KeepOptions): string =>
  `${stemOf(options)}${options.index ? `-${options.index + 1}` : ''}.safetensors`;

/** Readable, and one per test: two tests of one name in two files differ in the hash. */
function stemOf({ testName = 'outside-a-test', testFile = '' }: KeepOptions): string {
  const readable = testName
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const hash = createHash('sha256')
    .update(JSON.stringify([relative(process.cwd(), testFile), testName]))
    .digest('hex');
  return `${readable}-${hash.slice(0, 8)}`;
}

/** A picture of what a model saw lies beside its trace and is called after it. */
const PICTURE = /-(saw|should-have-seen|difference)\.png$/;

/** Removes what an earlier failure of the same test left: its pictures, and its traces where it had more. */
async function removeOthers(folder: string, options: KeepOptions): Promise<void> {
  const stem = `${stemOf(options)}-`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(stem)) continue;
    if (PICTURE.test(name) && !options.index) await rm(join(folder, name), { force: true });
    const at = Number(/^(\d+)\.safetensors$/.exec(name.slice(stem.length))?.[1]);
    if (at > Math.max(options.of ?? 1, (options.index ?? 0) + 1)) await rm(join(folder, name), { force: true });
  }
}

/** The trace with as many layers as fit, those first that say most about the failure. */
async function trimmed(
  trace: Trace,
  comparison: Comparison | undefined,
  share: number,
  mostBytes: number,
): Promise<Trace> {
  const ends = sizeOf(Object.values(trace.inputs)) + sizeOf(Object.values(trace.outputs));
  if (ends > share) throw new Error(tooLarge(ends, mostBytes));
  const list = await trace.layers.list();
  const kept = new Set<string>();
  let room = share - ends;
  for (const info of byInterest(list.layers, comparison)) {
    const bytes = bytesOf(info);
    if (bytes > room) continue;
    room -= bytes;
    kept.add(info.id);
  }
  const left = list.layers.length - kept.size;
  const source: LayerSource = {
    list: async () => list,
    read: (ids) =>
      within(trace.layers.read((ids ?? list.layers.map(({ id }) => id)).filter((id) => kept.has(id))), share - ends),
  };
  return {
    ...trace,
    layers: source,
    result: jsonOrNothing(trace.result),
    notes:
      left === 0 ? trace.notes : [...trace.notes, `${left} of ${list.layers.length} layers were not kept: too large`],
  };
}

const tooLarge = (bytes: number, mostBytes: number): string =>
  `inputs and outputs alone take ${Math.ceil(bytes / 2 ** 20)} MiB, and of one test at most ${Math.floor(mostBytes / 2 ** 20)} MiB are kept`;

/** Layers until their real sizes, which a graph may leave open, fill the room. */
async function* within(layers: AsyncIterable<Layer>, mostBytes: number): AsyncGenerator<Layer> {
  let room = mostBytes;
  for await (const layer of layers) {
    room -= sizeOf([layer.tensor]);
    if (room >= 0) yield layer;
  }
}

/** Faults and what they read first, then what is weak, then the rest in execution order. */
function byInterest(layers: readonly LayerInfo[], comparison: Comparison | undefined): LayerInfo[] {
  const ranks = new Map<string, number>();
  for (const { deployed, status } of comparison?.layers ?? [])
    ranks.set(deployed, ['diverges', 'weak', 'consequence'].indexOf(status) + 1 || 4);
  const first = layers.find(({ id }) => id === comparison?.first?.deployed);
  for (const id of [...(first?.inputs ?? []), ...(first === undefined ? [] : [first.id])]) ranks.set(id, 0);
  return [...layers].sort((a, b) => (ranks.get(a.id) ?? 5) - (ranks.get(b.id) ?? 5));
}

const bytesOf = ({ shape, dtype = 'float32' }: LayerInfo): number =>
  (shape ?? []).reduce<number>((product, side) => product * (side ?? 1), 1) * bytesPerElement(dtype);

const sizeOf = (tensors: readonly { data: ArrayLike<unknown> & { byteLength?: number } }[]): number =>
  tensors.reduce((sum, { data }) => sum + (data.byteLength ?? data.length * 8), 0);

/** What an app returned may be anything; a trace is worth keeping without it. */
function jsonOrNothing(result: unknown): unknown {
  try {
    toPlainJson(result, 'result');
    return result;
  } catch {
    return undefined;
  }
}

/** Removes the oldest kept traces with their pictures. A file that another worker removes meanwhile is gone all the same. */
async function rotate(folder: string, mostFiles: number, newest: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.safetensors'));
  if (names.length <= mostFiles) return;
  const dated = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, at: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  dated.sort((a, b) => b.at - a.at);
  const old = dated.slice(mostFiles).filter(({ path }) => path !== newest);
  const pictures = (await readdir(folder)).filter((name) => PICTURE.test(name));
  const gone = old.flatMap(({ path }) => [
    path,
    ...pictures
      .map((name) => join(folder, name))
      .filter((picture) => picture.replace(PICTURE, '.safetensors') === path),
  ]);
  await Promise.all(gone.map((path) => rm(path, { force: true })));
}
