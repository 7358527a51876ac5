import { realValues } from '../../tensor/realValues.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ImageSource } from '../../trace/trace.ts';
import type { Fed } from '../fed.ts';
import type { Recipe } from '../recipe.ts';
import { resolveRecipe } from '../resolveRecipe.ts';
import { searchAround } from './around.ts';
import type { Diagnosis } from './diagnosis.ts';
import { differencesOf, nearestTo } from './differences.ts';
import { nameValues } from './nameValues.ts';
import { factsFor, openScene, type Scene } from './scene.ts';
import { leavesNoise, type Simulated, simulate } from './simulated.ts';
import { type Given, trialOf } from './tries.ts';

export interface DiagnoseOptions {
  /** What should have been done: a preset's name, plain data, or the path of a Hugging Face `preprocessor_config.json`. */
  recipe?: string | Recipe;
  /** When to stop searching, in `performance.now()` milliseconds; 3 s from now where it is left out. */
  deadline?: number;
}

/** How long a search may take where nobody says. */
export const SEARCH_MS = 3000;

export const diagnosePreprocessing = async (
  tensor: Tensor,
  image: ImageSource,
  { recipe, deadline = performance.now() + SEARCH_MS }: DiagnoseOptions = {},
): Promise<Diagnosis> => {
  const scene = await openScene(image);
  const given = { values: realValues(tensor), shape: tensor.shape, dtype: tensor.dtype };
  if (recipe === undefined) throw new Error('blind search is not there yet');
  return diagnoseByRecipe(scene, given, await resolveRecipe(recipe), deadline);
};

/** Within rounding: nothing that an app does could be nearer. */
const isEqual = ({ residual }: Simulated): boolean => residual.max <= 1.05 && residual.rms <= 0.4;

const diagnoseByRecipe = async (
  scene: Scene,
  given: Given & { dtype: Tensor['dtype'] },
  recipe: Fed,
  deadline: number,
): Promise<Diagnosis> => {
  const direct = await simulate(scene, given, recipe);
  const trial = trialOf(scene, given, deadline);
  const found = direct.residual.max <= 0.05 ? direct : await bestAround(scene, trial, given, direct, recipe);
  const nearest = await nearestTo(scene, given, found, recipe);
  const differences = nearest === direct ? [] : await differencesOf(scene, nearest.fed, recipe);
  const isExplained = isEqual(nearest) || leavesNoise(given, nearest);
  return {
    explained:
      differences.length > 0
        ? isExplained
          ? 'explained'
          : 'unexplained'
        : isEqual(nearest)
          ? 'equal'
          : isExplained
            ? 'noise'
            : 'unexplained',
    recipe: nearest.fed,
    differences,
    residual: nearest.residual,
    ...(Number.isFinite(direct.residual.rms) && { toRecipe: direct.residual }),
    ties: [],
    notIdentifiable: [],
  };
};

const bestAround = async (
  scene: Scene,
  trial: ReturnType<typeof trialOf>,
  given: Given & { dtype: Tensor['dtype'] },
  direct: Simulated,
  recipe: Fed,
): Promise<Simulated> => {
  const tries = await searchAround(trial, recipe);
  let best = direct;
  for (const each of tries.slice(0, 3)) {
    const named = nameValues(each, given.dtype, factsFor(scene, each.fed));
    const simulated = await simulate(scene, given, named);
    if (simulated.residual.rms < best.residual.rms) best = simulated;
    if (best.residual.rms < 0.02) break;
  }
  return best;
};
