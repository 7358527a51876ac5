import type { LayerInfo } from '../../../trace/trace.ts';
import type { LayersModel } from '../tf.ts';
import type { ModelLayer } from './layersOfModel.ts';

/**
 * Names of a LayersModel's outputs, in their order: Keras's, which are those of the layers that made them; the layer's id where
 * several outputs, or another layer, would have that name.
 *
 * @param made ids of the layers whose results the outputs are
 */
export const outputNamesOf = (
  { outputNames }: LayersModel,
  made: readonly string[],
  layers: readonly ModelLayer[],
): string[] => {
  const ids = new Set(layers.map(({ info }) => info.id));
  return made.map((id, index) => {
    const name = outputNames?.[index];
    const isAlone = name !== undefined && outputNames.indexOf(name) === outputNames.lastIndexOf(name);
    return isAlone && !ids.has(name) ? name : id;
  });
};

/** Outputs with another name than the layer that made them: of a model inside, of an input that is handed on. */
export const namedOutputs = (names: readonly string[], made: readonly string[]): LayerInfo[] =>
  names.flatMap((id, index) => {
    const from = made[index] as string;
    return id === from ? [] : [{ id, op: 'Identity', output: 0, inputs: [from], weights: [], attributes: {} }];
  });
