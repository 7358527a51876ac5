import { ExrayError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Trace } from '../../trace/trace.ts';
import { givenValue } from '../givenValue.ts';
import type { HeldTensor, ModelSource, Piece, Replay } from '../runtime.ts';
import { isDynamic } from './graph/controlFlow.ts';
import { layersOfGraph } from './graph/layersOfGraph.ts';
import { type OpenedModel, openModel } from './openModel.ts';
import { piecesOf } from './replay/pieces.ts';
import { graphSteps, runGraphPiece } from './replay/replayGraph.ts';
import { layerSteps, runLayersPiece, uncuttable } from './replay/replayLayers.ts';

/**
 * Replays a model: cut at the tensors that a trace holds, every piece runs on the held values. A GraphModel's executor begins
 * at any node; a LayersModel's layers are applied one by one.
 *
 * @param reference a trace of the same model: it tells the inputs
 */
export const replayModel = async (source: ModelSource, reference: Trace): Promise<Replay | { reason: string }> => {
  const opened = await openModel(source);
  const parts = partsOf(opened, Object.keys(reference.inputs));
  if ('reason' in parts) {
    opened.close();
    return parts;
  }
  return {
    plan: async (held) => parts.plan(held),
    run: async (pieces, values) => {
      const given = (id: string): Tensor => givenValue(values, id);
      const results = new Map<string, Tensor>();
      for (const piece of pieces) {
        const result = orFailed(piece, () => parts.run(piece, given));
        if (result) results.set(piece.output, result);
      }
      return results;
    },
    close: async () => opened.close(),
  };
};

interface Parts {
  plan(held: readonly HeldTensor[]): Piece[];
  run(piece: Piece, value: (id: string) => Tensor): Tensor | undefined;
}

const partsOf = ({ engine, loaded }: OpenedModel, given: readonly string[]): Parts | { reason: string } => {
  if (loaded.kind === 'saved') return { reason: 'tfjs-node runs a SavedModel as a whole: it cannot be cut' };
  const inputs = new Set(given);
  if (loaded.kind === 'graph') {
    const { model } = loaded;
    if (isDynamic(model)) return { reason: 'a graph with branches, loops or results of unknown size cannot be cut' };
    const layers = layersOfGraph(model, given);
    const steps = graphSteps(model, given);
    return {
      plan: (held) => piecesOf(steps, inputs, held),
      run: (piece, value) => runGraphPiece(engine, model, layers, piece, value),
    };
  }
  const rack = layerSteps(loaded.model);
  const reason = uncuttable(rack.layers);
  if (reason !== undefined) return { reason };
  return {
    plan: (held) => piecesOf(rack.steps, inputs, held),
    run: (piece, value) => runLayersPiece(engine, rack, piece, value),
  };
};

const orFailed = <T>({ output, nodes }: Piece, run: () => T): T => {
  try {
    return run();
  } catch (cause) {
    const ops = [...new Set(nodes.map(({ op }) => op))].slice(0, 6).join(', ');
    throw new ExrayError(
      'replay-failed',
      {
        what: `the reference model's layer ${output} could not be run on the deployed values: ${String((cause as Error | undefined)?.message ?? cause).split('\n')[0]}`,
        why: `The piece that makes it has ${ops}`,
        fix: 'Compare with a trace of the reference instead of its model',
      },
      { cause },
    );
  }
};
