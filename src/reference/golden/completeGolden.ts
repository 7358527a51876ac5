import type { Golden } from '../../golden/golden.ts';
import { resolveRecipe } from '../../preprocessing/resolve/resolveRecipe.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Reference } from '../reference.ts';
import { driftProfile } from './driftProfile.ts';
import { inputFloors, noiseFloors, withFloors } from './floors.ts';

/** What a golden may hold beyond its trace. */
export interface CompleteGoldenOptions {
  /** The float reference of a quantized model: the golden keeps its sketches, and how far each layer is from it. */
  reference?: Reference | undefined;
  /** Preprocessing: a preset's name, plain data, or the path of a .json. */
  recipe?: unknown;
}

/**
 * Adds what takes further runs of the model, and only a golden that is kept needs: the floors of its layers (what other
 * kernels, and rounding noise on the input, do to a healthy model), the profile of a reference, and the recipe.
 *
 * @param golden of this trace, as sketchTrace made it
 * @throws ExrayError `golden-reference`, and what resolving a reference or a recipe throws
 */
export const completeGolden = async (
  golden: Golden,
  trace: Trace,
  { reference, recipe }: CompleteGoldenOptions = {},
  testFolder?: string,
): Promise<Golden> => {
  const resolved = recipe === undefined ? undefined : await resolveRecipe(recipe as string, testFolder);
  const profiles = reference === undefined ? undefined : await driftProfile(golden, trace, reference, testFolder);
  const noise = await noiseFloors(trace);
  const input = await inputFloors(golden, trace);
  return {
    ...golden,
    layers: golden.layers.map((layer) => {
      const profile = profiles?.get(layer.id);
      return { ...withFloors(layer, noise, input), ...(profile && { profile }) };
    }),
    ...(resolved !== undefined && { recipe: resolved }),
  };
};
