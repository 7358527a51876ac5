export { ExrayError, isExrayError, type Problem } from './errors.ts';
export type { Reference } from './reference/reference.ts';
export type { Trace } from './trace/trace.ts';
