import { toMatchReferenceLayers } from './toMatchReferenceLayers.ts';

/** All matchers by name, as `expect.extend` takes them. */
export const matchers = { toMatchReferenceLayers };
