/** Functions of single values that runtimes fuse into the op before them, by the names that runtimes and frameworks give them. */
const NAMES: Record<string, readonly string[]> = {
  clip: ['clip', 'relu6'],
  relu: ['relu'],
  leakyrelu: ['leakyrelu'],
  prelu: ['prelu'],
  hardsigmoid: ['hardsigmoid'],
  hardswish: ['hardswish', 'hardsilu'],
  sigmoid: ['sigmoid'],
  tanh: ['tanh'],
  elu: ['elu'],
  selu: ['selu'],
  swish: ['swish', 'silu'],
  gelu: ['gelu'],
  softplus: ['softplus'],
  softmax: ['softmax'],
};

const KIND_OF = new Map(Object.entries(NAMES).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)));

export const isActivation = (kind: string): boolean => kind in NAMES;

/**
 * The kind of the activation that a layer's attributes name: `activation` (onnxruntime's fused ops, Keras) or one of
 * `fusedOps` (TensorFlow's). Undefined where there is none.
 */
export const activationOf = ({ activation, fusedOps }: Readonly<Record<string, unknown>>): string | undefined => {
  const names = [activation, ...(Array.isArray(fusedOps) ? fusedOps : [])].filter((name) => typeof name === 'string');
  const [name] = names.map((each) => each.toLowerCase().replaceAll('_', '')).filter((each) => !NONE.test(each));
  return name === undefined ? undefined : (KIND_OF.get(name) ?? name);
};

/** What adds no function of its own. */
const NONE = /^(linear|biasadd|fusedbatchnorm)?$/;
