import type { LayerInfo } from '../../trace/trace.ts';
import type { Inference } from '../runtime.ts';
import { isDynamic, runDynamic } from './graph/controlFlow.ts';
import { layersOfGraph } from './graph/layersOfGraph.ts';
import { layersOfRun } from './graph/layersOfRun.ts';
import { fusedAway, insideFunctions } from './graph/unseen.ts';
import { weightsOfGraph } from './graph/weightsOfGraph.ts';
import { layersOfModel } from './layers/layersOfModel.ts';
import { namedOutputs, outputNamesOf } from './layers/outputNames.ts';
import { weightsOfLayer } from './layers/weightsOfLayer.ts';
import type { OpenedModel } from './openModel.ts';
import { inputNamesOf } from './tf.ts';
import type { WeightsSnapshot } from './weights/snapshot.ts';

/** All layers of a model on an inference's inputs, and what cannot be seen of it. */
export interface AllLayers {
  layers: LayerInfo[];
  unseen: { id: string; reason: string }[];
}

/** Lists a model's layers. Nothing runs but graphs with branches or loops, whose layers only a run tells. */
export const listLayers = async (
  { engine, loaded }: OpenedModel,
  { inputs, outputs }: Inference,
  snapshot: WeightsSnapshot | undefined,
): Promise<AllLayers> => {
  if (loaded.kind === 'saved') return savedModelLayers(Object.keys(inputs), Object.keys(outputs));
  if (loaded.kind === 'layers') {
    const { layers, unseen, outputs: made } = layersOfModel(loaded.model, inputNamesOf(loaded.model));
    const weightsOf = snapshot ? weightsOfLayer(loaded.model, snapshot) : () => [];
    const infos = layers.map(({ layer, info }) => ({ ...info, weights: weightsOf(layer) }));
    return { layers: [...infos, ...namedOutputs(outputNamesOf(loaded.model, made, layers), made)], unseen };
  }
  const given = Object.keys(inputs);
  const layers = isDynamic(loaded.model)
    ? layersOfRun(loaded.model, await runDynamic(engine, loaded.model, inputs), given)
    : layersOfGraph(loaded.model, given, Object.keys(outputs));
  const weightsOf = snapshot ? weightsOfGraph(loaded.model, snapshot) : () => [];
  return {
    layers: layers.map(({ node, info }) => ({ ...info, weights: weightsOf(node) })),
    unseen: [...fusedAway(layers), ...insideFunctions(loaded.model)],
  };
};

/** tfjs-node runs a SavedModel as a whole: only its outputs are seen. */
const savedModelLayers = (inputs: readonly string[], outputs: readonly string[]): AllLayers => ({
  layers: outputs.map((id, output) => ({ id, op: 'SavedModel', output, inputs, weights: [], attributes: {} })),
  unseen: [{ id: 'its layers', reason: 'inside SavedModel: convert it to a GraphModel to see its layers' }],
});
