export { matchers } from './matchers.ts';
export type { ExrayMatchers } from './types.ts';
