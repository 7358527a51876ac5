import type { Tensor } from '../../../tensor/tensor.ts';
import { type Engine, inScope } from '../engine.ts';
import { unobserved } from '../observe/tfjsWatch.ts';
import { fromTf, toTf } from '../tensors.ts';
import type { GraphModel, TfTensor } from '../tf.ts';

/**
 * Runs a GraphModel on these inputs and copies these of its values: `node:output`. Whatever tfjs made is gone afterwards.
 *
 * @param feeds by names of the signature or of nodes
 */
export const runGraph = (
  engine: Engine,
  model: GraphModel,
  feeds: Readonly<Record<string, Tensor>>,
  names: readonly string[],
): (Tensor | undefined)[] =>
  inScope(engine, () =>
    unobserved(() => {
      const given = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toTf(engine, tensor)]));
      const made: TfTensor[] = [model.execute(given, [...names])].flat();
      return made.map((tensor) => fromTf(tensor));
    }),
  );
