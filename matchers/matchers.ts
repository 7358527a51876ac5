import { toMatchReference } from './toMatchReference.ts';
import { toMatchReferenceInputs } from './toMatchReferenceInputs.ts';
import { toMatchReferenceLayers } from './toMatchReferenceLayers.ts';
import { toMatchReferenceResult } from './toMatchReferenceResult.ts';

/** All matchers by name, as `expect.extend` takes them. */
export const matchers = { toMatchReference, toMatchReferenceInputs, toMatchReferenceLayers, toMatchReferenceResult };
