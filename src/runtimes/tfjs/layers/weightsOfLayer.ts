import type { WeightFingerprint } from '../../../trace/trace.ts';
import type { Layer, LayersModel } from '../tf.ts';
import { fingerprint, type Layout } from '../weights/canonical.ts';
import { variablesOf, type WeightsSnapshot } from '../weights/snapshot.ts';

/** Fingerprints of a layer's weights, in its own order. */
export const weightsOfLayer = (
  model: LayersModel,
  snapshot: WeightsSnapshot,
): ((layer: Layer) => readonly WeightFingerprint[]) => {
  const values = new Map(variablesOf(model).map((variable, index) => [variable, snapshot.values[index]]));
  return (layer) =>
    layer.weights.flatMap((variable) => {
      const tensor = values.get(variable);
      if (tensor === undefined) return [];
      const name = variable.originalName.split('/').at(-1)?.replace(/_\d+$/, '') ?? '';
      return fingerprint({ tensor, ...ruleOf(layer.getClassName(), name) });
    });
};

/** As Keras names its weights: `kernel`, `depthwise_kernel`, `recurrent_kernel`, `embeddings`, `bias`, `gamma` ... */
const ruleOf = (op: string, name: string): { role: 'weight' | 'bias' | 'constant'; layout: Layout } => {
  if (name === 'bias') return { role: 'bias', layout: 'same' };
  if (name === 'embeddings') return { role: 'weight', layout: 'same' };
  if (name === 'depthwise_kernel') return { role: 'weight', layout: 'depthwise' };
  if (!name.endsWith('kernel')) return { role: 'constant', layout: 'same' };
  if (/^Conv\d?D?Transpose$|^Conv\dDTranspose$/.test(op)) return { role: 'weight', layout: 'transposed' };
  return { role: 'weight', layout: /Conv/.test(op) ? 'kernel' : 'in-out' };
};
