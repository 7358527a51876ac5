import { originOf } from '../runtimes/origin.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Trace } from '../trace/trace.ts';
import { pairInputs } from './pairInputs.ts';

/**
 * The deployed model run once more, on the reference's inputs: its layers can then be judged apart from the app's
 * preprocessing. Undefined where the trace came from a file, or the model does not take those inputs.
 */
export const rerun = async (deployed: Trace, inputs: Readonly<Record<string, Tensor>>): Promise<Trace | undefined> => {
  const origin = originOf(deployed);
  if (origin === undefined) return undefined;
  const { runtime, inference, options } = origin;
  const signature = await runtime.signature(inference.model);
  const paired = pairInputs(inputs, signature);
  // An input that the reference's trace lacks keeps the app's value: a trace of one input of several is still of use.
  for (const { name } of paired.missing) {
    const own = deployed.inputs[name];
    if (own === undefined) return undefined;
    paired.inputs[name] = own;
  }
  const again = await runtime.infer(inference.model, paired.inputs, inference.sessionOptions);
  return runtime.capture(again, options);
};
