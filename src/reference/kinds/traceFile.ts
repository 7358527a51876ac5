import { shownPath } from '../../formats/shownPath.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { loadTrace } from '../../trace/loadTrace.ts';
import type { Trace } from '../../trace/trace.ts';
import type { ReferenceKind } from '../reference.ts';

/** A trace that `saveTrace` or `exray_trace.py` wrote, or any `.safetensors` of named arrays. */
export const traceFile: ReferenceKind = {
  name: 'trace file',
  matches: (path, isFolder) => !isFolder && path.endsWith('.safetensors'),
  open: async (path, { deployed }) => {
    const trace = await withEnds(await loadTrace(path), deployed);
    return { trace, label: shownPath(path), ownInputs: Object.keys(trace.inputs).length > 0 };
  },
};

/** Plain arrays don't say what an input or an output is: those are that have the deployed model's names. */
const withEnds = async (trace: Trace, deployed: Pick<Trace, 'inputs' | 'outputs'>): Promise<Trace> => {
  if (Object.keys({ ...trace.inputs, ...trace.outputs }).length > 0) return trace;
  const { layers, ...list } = await trace.layers.list();
  const named = (ends: Trace['inputs']) => layers.map(({ id }) => id).filter((id) => Object.hasOwn(ends, id));
  const [inputs, outputs] = [await read(trace, named(deployed.inputs)), await read(trace, named(deployed.outputs))];
  const left = layers.filter(({ id }) => !Object.hasOwn(inputs, id));
  return {
    ...trace,
    inputs,
    outputs,
    layers: {
      list: async () => ({ ...list, layers: left }),
      read: (ids) => trace.layers.read(ids ?? left.map(({ id }) => id)),
    },
  };
};

const read = async ({ layers }: Trace, ids: readonly string[]): Promise<Record<string, Tensor>> => {
  const found: Record<string, Tensor> = {};
  if (ids.length > 0) for await (const { id, tensor } of layers.read(ids)) found[id] = tensor;
  return found;
};
