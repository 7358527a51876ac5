import type { Tensor } from '../../../tensor/tensor.ts';
import type { LayerInfo } from '../../../trace/trace.ts';
import type { Piece } from '../../runtime.ts';
import { type Engine, inScope } from '../engine.ts';
import { layersOfModel, type ModelLayer } from '../layers/layersOfModel.ts';
import { namedOutputs, outputNamesOf } from '../layers/outputNames.ts';
import { unobserved } from '../observe/tfjsWatch.ts';
import { fromTf, toTf } from '../tensors.ts';
import { inputNamesOf, type Layer, type LayersModel, type TfTensor } from '../tf.ts';
import type { Step } from './pieces.ts';

/** Layers whose results depend on the mask that an earlier layer hands on beside its values. */
const MASKS = new Set(['Masking', 'Embedding']);

/** Why a LayersModel can't be cut; undefined where it can. */
export const uncuttable = (layers: readonly ModelLayer[]): string | undefined => {
  const masking = layers.find(({ layer }) => MASKS.has(layer.getClassName()) && makesMask(layer));
  return masking && `${masking.info.op} ${masking.info.id} hands a mask on, which a piece of the model does not get`;
};

const makesMask = (layer: Layer): boolean => {
  const { maskZero } = layer as { maskZero?: boolean };
  return layer.getClassName() === 'Masking' || maskZero === true;
};

/** What replays a LayersModel: its layers, one by one. */
export interface LayerRack {
  steps: Step[];
  layers: ModelLayer[];
}

export const layerSteps = (model: LayersModel): LayerRack => {
  const { layers, outputs } = layersOfModel(model, inputNamesOf(model));
  const named = namedOutputs(outputNamesOf(model, outputs, layers), outputs).map((info) => ({
    info,
    isFed: true,
    isUnsure: false,
  }));
  const steps = layers.map(({ layer, info }) => ({ info, isFed: true, isUnsure: layer.stateful === true }));
  return { layers, steps: [...steps, ...named] };
};

/** Runs one piece: each of its layers is applied to what it reads. */
export const runLayersPiece = (
  engine: Engine,
  { layers, steps }: LayerRack,
  { output, inputs }: Piece,
  value: (id: string) => Tensor,
): Tensor | undefined =>
  inScope(engine, () =>
    unobserved(() => {
      const known = new Map<string, TfTensor>(inputs.map((id) => [id, toTf(engine, value(id))]));
      const makers = new Map(layers.map(({ layer, info }) => [info.id, layer]));
      const infos = new Map(steps.map(({ info }) => [info.id, info]));
      // In execution order: what a layer reads is there before it.
      for (const id of needed(output, infos, known)) {
        const info = infos.get(id) as LayerInfo;
        const given = info.inputs.map((from) => known.get(from) as TfTensor);
        const layer = makers.get(id);
        const made = layer ? [layer.apply(given.length === 1 ? (given[0] as TfTensor) : given)].flat() : given;
        known.set(id, made[layer ? info.output : 0] as TfTensor);
      }
      return fromTf(known.get(output) as TfTensor);
    }),
  );

/** Layers that make `output` out of what is known, each after those that it reads. */
const needed = (
  output: string,
  infos: ReadonlyMap<string, LayerInfo>,
  known: ReadonlyMap<string, TfTensor>,
): string[] => {
  const wanted = new Set<string>();
  const open = [output];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (wanted.has(id) || (known.has(id) && id !== output)) continue;
    wanted.add(id);
    open.push(...(infos.get(id)?.inputs ?? []));
  }
  return [...infos.keys()].filter((id) => wanted.has(id));
};
