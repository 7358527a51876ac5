import type { Golden } from '../../golden/golden.ts';
import type { Trace } from '../../trace/trace.ts';
import { isGoldenFile, readGoldenFile } from '../golden/goldenFileOf.ts';
import type { ReferenceKind } from '../reference.ts';

/**
 * A golden: sketches instead of values, so that it judges by itself (judgeByGoldens). Of a trace it has what it keeps
 * whole: outputs and the app's result. Must come before traces, whose files end alike.
 */
export const goldenFile: ReferenceKind = {
  name: 'golden file',
  matches: (path, isFolder) => !isFolder && isGoldenFile(path),
  open: async (path) => {
    const { golden, label } = await readGoldenFile(path);
    return { trace: wholeParts(golden), label, ownInputs: false, golden };
  },
};

const wholeParts = ({ model, runtime, capture, layout, outputs, result }: Golden): Trace => ({
  model,
  runtime,
  capture,
  layout,
  inputs: {},
  outputs: Object.fromEntries(outputs.flatMap(({ id, value }) => (value ? [[id, value]] : []))),
  layers: {
    list: async () => ({ layers: [], unseen: [] }),
    read: async function* () {},
  },
  ...(result !== undefined && { result }),
  notes: [],
});
