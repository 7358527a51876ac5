import type { Layer } from '../tf.ts';

const IGNORED = /^(name|trainable|dtype|batchInputShape|inputDType|inputDtype|.*(Initializer|Regularizer|Constraint))$/;

/** What of a layer's configuration changes its values, as plain data; with `fusedOps` where it has an activation of its own. */
export const configOf = (layer: Layer): Record<string, unknown> => {
  let config: Record<string, unknown>;
  try {
    config = layer.getConfig();
  } catch {
    return {}; // a custom layer that cannot be saved
  }
  const plain = Object.entries(config).filter(
    ([key, value]) => !IGNORED.test(key) && isPlain(value) && !(key === 'activation' && value === 'linear'),
  );
  const fused = fusedOps(layer);
  return { ...Object.fromEntries(plain), ...(fused.length > 1 ? { fusedOps: fused } : {}) };
};

const isPlain = (value: unknown): boolean =>
  ['number', 'string', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isPlain));

const STEPS: Record<string, string> = { relu: 'relu', relu6: 'relu6' };

/** The steps of a layer with a kernel, in their order: what it is called for, its bias, its activation. One where it has no activation. */
export const fusedOps = (layer: Layer): string[] => {
  const { activation, useBias } = activationOf(layer);
  if (activation === undefined) return [layer.getClassName()];
  return [...(useBias ? ['biasadd'] : [layer.getClassName().toLowerCase()]), STEPS[activation] ?? activation];
};

const RECURRENT = /^(SimpleRNN|GRU|LSTM|RNN|ConvLSTM2D|Bidirectional|Activation)(Cell)?$/;

const activationOf = (layer: Layer): { activation?: string; useBias?: boolean } => {
  if (RECURRENT.test(layer.getClassName())) return {};
  try {
    const { activation, useBias } = layer.getConfig();
    const isOwn = typeof activation === 'string' && activation !== 'linear';
    return isOwn ? { activation, useBias: useBias === true } : {};
  } catch {
    return {};
  }
};
