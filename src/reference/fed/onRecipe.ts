import type { Trace } from '../../trace/trace.ts';
import { rerun } from '../rerun.ts';
import { sameInputs } from '../sameInputs.ts';
import type { JudgedFed } from './judgeFed.ts';
import { recipeTensor } from './recipeTensor.ts';

/**
 * The deployed model on what the recipe makes of the image: with a reference model, which runs on the same, its layers
 * are then compared as in the reference pipeline. The trace itself where it was fed exactly that; undefined where it came
 * from a file, or the model does not take the recipe's tensor.
 */
export const onRecipe = async (judged: JudgedFed): Promise<Trace | undefined> => {
  const { trace, input } = judged;
  const tensor = await recipeTensor(judged);
  if (trace === undefined || input === undefined || tensor === undefined) return undefined;
  const inputs = { ...trace.inputs, [input]: tensor };
  if (sameInputs(trace.inputs, inputs)) return trace;
  const again = await rerun(trace, inputs);
  if (again === undefined || again.inputs[input]?.data === trace.inputs[input]?.data) return undefined;
  const { image, result } = trace;
  return { ...again, ...(image !== undefined && { image }), ...(result !== undefined && { result }) };
};
