import { shownPath } from '../../formats/shownPath.ts';
import { loadTrace } from '../../trace/loadTrace.ts';
import type { ReferenceKind } from '../reference.ts';

/** A trace that `saveTrace` or `exray_trace.py` wrote, or any `.safetensors` of named arrays. */
export const traceFile: ReferenceKind = {
  name: 'trace file',
  matches: (path, isFolder) => !isFolder && path.endsWith('.safetensors'),
  open: async (path) => {
    const trace = await loadTrace(path);
    return { trace, label: shownPath(path), ownInputs: Object.keys(trace.inputs).length > 0 };
  },
};
