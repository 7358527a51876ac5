// Two small models, made by the copy of tfjs that is given.
const node = (name, op, input, attr) => ({ name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attr } });
const dim = (...sides) => ({ shape: { dim: sides.map((size) => ({ size: String(size) })) } });
const graph = {
  versions: { producer: 987 },
  node: [
    node('x', 'Placeholder', [], { dtype: { type: 'DT_FLOAT' }, shape: dim(-1, 4) }),
    node('w', 'Const', [], {
      dtype: { type: 'DT_FLOAT' },
      value: { tensor: { dtype: 'DT_FLOAT', tensorShape: dim(4, 3).shape } },
    }),
    node('hidden', 'MatMul', ['x', 'w'], { transpose_a: { b: false }, transpose_b: { b: false } }),
    node('y', 'Relu', ['hidden'], {}),
  ],
};

/** y = relu(x w) as a GraphModel. */
exports.graphModel = (loadGraphModel) =>
  loadGraphModel({
    load: async () => ({
      modelTopology: graph,
      weightSpecs: [{ name: 'w', shape: [4, 3], dtype: 'float32' }],
      weightData: Float32Array.from({ length: 12 }, (_, at) => at / 8 - 0.5).buffer,
    }),
  });

/**
 * The same as a LayersModel. All copies of tfjs keep their variables in one table, which refuses a name twice: a second
 * model of an app that was loaded again needs other names.
 */
exports.layersModel = (tf) => {
  globalThis.modelsMade = (globalThis.modelsMade ?? 0) + 1;
  const name = `hidden${globalThis.modelsMade}`;
  const x = tf.input({ shape: [4], name: 'x' });
  const hidden = tf.layers.dense({ units: 3, name, useBias: false }).apply(x);
  const model = tf.model({ inputs: x, outputs: tf.layers.reLU({ name: 'y' }).apply(hidden), name: 'scores' });
  model.getLayer(name).setWeights([
    tf.tensor2d(
      Float32Array.from({ length: 12 }, (_, at) => at / 8 - 0.5),
      [4, 3],
    ),
  ]);
  return model;
};
