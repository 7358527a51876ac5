import { statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { Inference } from '../../runtimes/runtime.ts';
import { modelHash } from './choice.ts';

/** An inference without its values. */
export type InferenceSummary = Pick<Inference, 'runtime' | 'model' | 'session'> & {
  inputs: string;
  /** As the option `inference` counts: from 0, in the order of the calls. */
  index: number;
};

/** What a question needs to know of an inference after its tensors were let go. */
export const summarize = ({ runtime, model, session, inputs }: Inference, index: number): InferenceSummary => ({
  index,
  runtime,
  model,
  session,
  inputs: Object.entries(inputs)
    .map(([name, { shape }]) => `${name} [${shape.join(', ')}]`)
    .join(', '),
});

/** Below this, beside a model 20 times as large, a model is taken for a library's helper (a TopK, a resize). */
const HELPER_BYTES = 16 * 1024;

/** The inferences of one model. */
interface Group {
  label: string;
  path?: string | undefined;
  /** What a choice calls it: its file's name, or its own. */
  name?: string | undefined;
  size: number;
  inputs: Set<string>;
  indices: number[];
}

const grouped = (summaries: readonly InferenceSummary[]): Group[] => {
  const found = new Map<unknown, Group>();
  for (const summary of summaries) {
    const { model } = summary;
    const hash = model.path === undefined ? modelHash(summary) : undefined;
    // Models without a file are told apart by their object.
    const key = model.instance ?? model.path ?? hash ?? '';
    const label = modelLabel(model, hash);
    const name = model.path?.split(/[\\/]/).at(-1) ?? model.name;
    const size = modelSize(model);
    const group = found.get(key) ?? { label, path: model.path, name, size, inputs: new Set(), indices: [] };
    found.set(key, group);
    group.indices.push(summary.index);
    group.inputs.add(summary.inputs);
  }
  return [...found.values()];
};

const isHelper = (group: Group, all: readonly Group[]): boolean =>
  group.size > 0 && group.size <= HELPER_BYTES && group.size * 20 <= Math.max(...all.map(({ size }) => size));

/** `0`, `1..94`, `0, 2, 4 and 7 more`. */
const indexText = (indices: readonly number[]): string => {
  const runs: [number, number][] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  const shown = runs.slice(0, runs.length > 4 ? 3 : 4);
  const left = indices.length - shown.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const text = shown.map(([from, to]) => (from === to ? `${from}` : `${from}..${to}`)).join(', ');
  return left === 0 ? text : `${text} and ${left} more`;
};

/** Inferences by model in the order of the calls, one line each: `1..94: 94 x models/rec.onnx (x [1, 3, 48, 320])`. */
export const groupLines = (summaries: readonly InferenceSummary[]): string[] => {
  const all = grouped(summaries);
  return all.map((group) => {
    const [first, ...others] = group.inputs;
    const more = others.length > 0 ? ` and ${others.length} other shapes` : '';
    const size = group.path === undefined || group.size === 0 ? '' : ` of ${bytesText(group.size)}`;
    return `  ${indexText(group.indices)}: ${group.indices.length} x ${group.label} (${first}${more})${isHelper(group, all) ? `, a helper${size} by its size` : ''}`;
  });
};

/** A choice that would leave one inference: of the model that is no helper and ran most rarely. */
export const exampleChoice = (summaries: readonly InferenceSummary[]): string => {
  const all = grouped(summaries);
  const candidates = all.filter((group) => group.name !== undefined && !isHelper(group, all));
  const rarest = candidates.sort((a, b) => a.indices.length - b.indices.length || b.size - a.size)[0];
  const place = `${summaries[0]?.index ?? 0}, 'last'`;
  if (all.length === 1 || rarest === undefined) return place;
  return `{ model: '${rarest.name}'${rarest.indices.length === 1 ? '' : ', at: 0'} }, ${place}`;
};

/** `models/rec.onnx`, or `a model of 83 bytes (sha256 12ab34cd...)` where the app gave bytes. */
export const modelLabel = ({ path, bytes, instance, name, unknown }: Inference['model'], hash?: string): string => {
  if (path !== undefined) return pathLabel(path);
  if (instance !== undefined) return name === undefined ? 'a model without a name' : `the model ${name}`;
  if (bytes === undefined) return `a model that is not known (${unknown ?? 'no path'})`;
  return `a model of ${bytesText(bytes.byteLength)}${hash === undefined ? '' : ` (sha256 ${hash.slice(0, 12)})`}`;
};

/** Relative to the working directory where it lies inside, with forward slashes. */
export const pathLabel = (path: string): string => {
  const inside = relative(process.cwd(), path);
  return (inside.startsWith('..') || isAbsolute(inside) ? path : inside).replaceAll('\\', '/');
};

/** 0 where it is not known: of a model of tfjs, a file holds a part. */
const modelSize = ({ path, bytes, instance }: Inference['model']): number => {
  if (instance !== undefined) return 0;
  if (bytes !== undefined) return bytes.byteLength;
  return (path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })?.size) ?? 0;
};

/** `83 bytes`, `4.9 MB`. */
export const bytesText = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value.toPrecision(value < 10 ? 2 : 3)} ${unit}`;
};
