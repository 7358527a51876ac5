import type { Trace } from '../trace/trace.ts';

/** True for a trace of any copy of exray: it is told by its parts, since it is plain data. */
export const isTrace = (value: unknown): value is Trace => {
  if (typeof value !== 'object' || value === null) return false;
  const { layers, inputs, outputs, model, runtime } = value as Partial<Trace>;
  return (
    typeof layers?.list === 'function' &&
    typeof layers.read === 'function' &&
    [inputs, outputs, model, runtime].every((part) => typeof part === 'object' && part !== null)
  );
};
