import { standingAlone } from './host.ts';
import { toHavePreprocessing } from './toHavePreprocessing.ts';
import { toMatchLayerSnapshot } from './toMatchLayerSnapshot.ts';
import { toMatchReference } from './toMatchReference.ts';
import { toMatchReferenceInputs } from './toMatchReferenceInputs.ts';
import { toMatchReferenceLayers } from './toMatchReferenceLayers.ts';
import { toMatchReferenceResult } from './toMatchReferenceResult.ts';

/** All matchers by name, as `expect.extend` takes them. */
export const matchers = {
  toHavePreprocessing: standingAlone(toHavePreprocessing),
  toMatchLayerSnapshot: standingAlone(toMatchLayerSnapshot),
  toMatchReference: standingAlone(toMatchReference),
  toMatchReferenceInputs: standingAlone(toMatchReferenceInputs),
  toMatchReferenceLayers: standingAlone(toMatchReferenceLayers),
  toMatchReferenceResult: standingAlone(toMatchReferenceResult),
};
