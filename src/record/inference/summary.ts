import { statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { Inference } from '../../runtimes/runtime.ts';
import { modelHash } from './choice.ts';

/** An inference without its values. */
export type InferenceSummary = Pick<Inference, 'runtime' | 'model' | 'session'> & { inputs: string };

/** What a question needs to know of an inference after its tensors were let go. */
export const summarize = ({ runtime, model, session, inputs }: Inference): InferenceSummary => ({
  runtime,
  model,
  session,
  inputs: Object.entries(inputs)
    .map(([name, { shape }]) => `${name} [${shape.join(', ')}]`)
    .join(', '),
});

/** Below this, beside a model 20 times as large, a model is taken for a library's helper (a TopK, a resize). */
const HELPER_BYTES = 16 * 1024;

/** Inferences by model, most frequent first: `94 x models/rec.onnx (input x [1, 3, 48, 320])`, one line each. */
export const groups = (summaries: readonly InferenceSummary[]): string[] => {
  const found = new Map<string, { label: string; size: number; inputs: Set<string>; count: number }>();
  for (const summary of summaries) {
    const key = summary.model.path ?? modelHash(summary) ?? 'unknown';
    const group = found.get(key) ?? {
      label: modelLabel(summary.model, modelHash(summary)),
      size: modelSize(summary.model),
      inputs: new Set(),
      count: 0,
    };
    group.count++;
    group.inputs.add(summary.inputs);
    found.set(key, group);
  }
  const largest = Math.max(...[...found.values()].map((group) => group.size));
  return [...found.values()]
    .sort((a, b) => b.count - a.count || b.size - a.size)
    .map(({ label, size, inputs, count }) => {
      const [first, ...others] = inputs;
      const helper = size <= HELPER_BYTES && size * 20 <= largest ? `; ${bytesText(size)}, a helper by its size` : '';
      const more = others.length > 0 ? ` and ${others.length} other shapes` : '';
      return `  ${count} x ${label} (${first}${more}${helper})`;
    });
};

/** `models/rec.onnx`, or `a model of 83 bytes (sha256 12ab34cd...)` where the app gave bytes. */
export const modelLabel = ({ path, bytes, unknown }: Inference['model'], hash?: string): string => {
  if (path !== undefined) return pathLabel(path);
  if (bytes === undefined) return `a model that is not known (${unknown ?? 'no path'})`;
  return `a model of ${bytesText(bytes.byteLength)}${hash === undefined ? '' : ` (sha256 ${hash.slice(0, 12)})`}`;
};

/** Relative to the working directory where it lies inside, with forward slashes. */
export const pathLabel = (path: string): string => {
  const inside = relative(process.cwd(), path);
  return (inside.startsWith('..') || isAbsolute(inside) ? path : inside).replaceAll('\\', '/');
};

const modelSize = ({ path, bytes }: Inference['model']): number => {
  if (bytes !== undefined) return bytes.byteLength;
  return (path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })?.size) ?? 0;
};

/** `83 bytes`, `4.9 MB`. */
export const bytesText = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value.toPrecision(value < 10 ? 2 : 3)} ${unit}`;
};
