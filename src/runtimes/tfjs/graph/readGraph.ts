import type { Tensor } from '../../../tensor/tensor.ts';
import type { Inference } from '../../runtime.ts';
import { withModel } from '../asRecorded.ts';
import { bytesOf } from '../bytesOf.ts';
import type { GraphModel } from '../tf.ts';
import type { WeightsSnapshot } from '../weights/snapshot.ts';
import { isDynamic, runDynamic } from './controlFlow.ts';
import { layersOfGraph } from './layersOfGraph.ts';
import { layersOfRun } from './layersOfRun.ts';
import { runGraph } from './runGraph.ts';

/** Values of layers; all of them where a run can't be asked for some. */
interface Values {
  values: ReadonlyMap<string, Tensor | undefined>;
  isAll: boolean;
}

/** Layers of the first run, whose sizes nobody knows. */
const FIRST = 8;

/**
 * Values of a GraphModel's layers, in execution order, in as many runs as the budget needs: sizes are known only after a
 * run, so the first one takes a few layers, and the next as many as fit if each is as large as the largest before it.
 */
export async function* readGraph(
  inference: Inference,
  snapshot: WeightsSnapshot | undefined,
  ids: readonly string[],
  maxBytes: number,
): AsyncGenerator<[string, Tensor]> {
  let largest = Infinity;
  for (let from = 0, count = FIRST; from < ids.length; from += count) {
    if (from > 0) count = Math.max(1, Math.floor(maxBytes / (2 * largest)));
    const part = ids.slice(from, from + count);
    const { values, isAll } = await withModel(inference, snapshot, async ({ engine, loaded }): Promise<Values> => {
      const model = loaded.model as GraphModel;
      if (isDynamic(model)) {
        const run = await runDynamic(engine, model, inference.inputs);
        const layers = layersOfRun(model, run, Object.keys(inference.inputs));
        return { isAll: true, values: new Map(layers.map(({ info, tensor }) => [info.id, tensor])) };
      }
      const places = placesOf(model, inference);
      const names = part.map((id) => places.get(id) as string);
      const made = runGraph(engine, model, inference.inputs, names);
      return { isAll: false, values: new Map(part.map((id, index) => [id, made[index]])) };
    });
    if (isAll) count = ids.length;
    largest = 1;
    for (const id of ids.slice(from, from + count)) {
      const tensor = values.get(id);
      if (tensor === undefined) continue;
      largest = Math.max(largest, bytesOf(tensor));
      yield [id, tensor];
    }
  }
}

/** Where each layer is in the graph: `node:output`. */
const placesOf = (model: GraphModel, { inputs, outputs }: Inference): Map<string, string> =>
  new Map(
    layersOfGraph(model, Object.keys(inputs), Object.keys(outputs)).map(({ info }) => [
      info.id,
      `${info.node}:${info.output}`,
    ]),
  );
