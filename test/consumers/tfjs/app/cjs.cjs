const tf = require('@tensorflow/tfjs');
const { graphModel, layersModel } = require('./models.cjs');

exports.tf = tf;
const graph = graphModel(tf.loadGraphModel);
const layers = layersModel(tf);

const input = (fill) => tf.fill([1, 4], fill);

exports.classify = async (fill = 1) => {
  const model = await graph;
  return [...tf.tidy(() => model.predict(input(fill)).dataSync())];
};

exports.score = async (fill = 1) => {
  const y = tf.tidy(() => layers.predict(input(fill)));
  const scores = await y.data();
  y.dispose();
  return [...scores];
};
