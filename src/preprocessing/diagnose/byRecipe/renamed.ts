import type { Tensor } from '../../../tensor/tensor.ts';
import type { Fed } from '../pipeline/fed.ts';
import { withStep } from '../pipeline/steps.ts';
import { slopes } from '../simulate/residual.ts';
import { factsFor } from '../simulate/scene.ts';
import { type Simulated, simulate } from '../simulate/simulated.ts';
import { asFitted } from './around/asFitted.ts';
import { type Trial, tryFed } from './around/tries.ts';

/** What a search without a recipe found, its value map and element type said by the recipe's own where they can be. */
export const renamed = async (trial: Trial, tensor: Tensor, found: Simulated, recipe: Fed): Promise<Simulated> => {
  const own = (['channels', 'values', 'dtype'] as const).reduce((fed, step) => withStep(fed, recipe, step), found.fed);
  const tried = await tryFed(trial, own, 'whole');
  if (tried === undefined) return found;
  const named = asFitted(tried, tensor.dtype, factsFor(trial.scene, own));
  const other = await simulate(trial.scene, trial.given, named);
  // A fitted quantization rounds some numbers the other way.
  const step = tensor.dtype === 'uint8' || tensor.dtype === 'int8' ? Math.abs(1 / (slopes(named)[0] as number)) : 0;
  return other.residual.rms <= found.residual.rms * 1.05 + Math.max(0.05, 0.3 * step) ? other : found;
};
