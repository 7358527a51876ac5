import type { Tensor } from '../../../tensor/tensor.ts';
import type { Piece } from '../../runtime.ts';
import type { Engine } from '../engine.ts';
import { type GraphLayer, isRandom, layersOfGraph } from '../graph/layersOfGraph.ts';
import { runGraph } from '../graph/runGraph.ts';
import type { GraphModel } from '../tf.ts';
import type { Step } from './pieces.ts';

/** Steps of a graph that its executor runs from any node on. */
export const graphSteps = (model: GraphModel, inputs: readonly string[]): Step[] => {
  const layers = layersOfGraph(model, inputs);
  const count = new Map<string, number>();
  for (const { node } of layers) count.set(node.name, (count.get(node.name) ?? 0) + 1);
  return layers.map(({ node, info }) => ({
    info,
    // Of a node with several results that are read, the executor takes all or none.
    isFed: count.get(node.name) === 1 && info.output === 0,
    isUnsure: isRandom(node),
  }));
};

/** Runs one piece: the executor begins at the nodes whose values it is given. */
export const runGraphPiece = (
  engine: Engine,
  model: GraphModel,
  layers: readonly GraphLayer[],
  { output, inputs }: Piece,
  value: (id: string) => Tensor,
): Tensor | undefined => {
  const places = new Map(layers.map(({ info }) => [info.id, info]));
  const feeds = Object.fromEntries(
    inputs.map((id) => {
      const info = places.get(id);
      return [info ? `${info.node}:${info.output}` : id, value(id)];
    }),
  );
  const made = places.get(output);
  return runGraph(engine, model, feeds, [`${made?.node}:${made?.output}`])[0];
};
