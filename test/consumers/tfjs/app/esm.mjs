import * as tf from '@tensorflow/tfjs';
import { graphModel, layersModel } from './models.cjs';

// As many apps do: the models are loaded with the module, and run once for nothing.
const graph = await graphModel(tf.loadGraphModel);
const layers = layersModel(tf);
tf.dispose(graph.predict(tf.zeros([1, 4])));

export const classify = async (fill = 1) => {
  const y = await graph.executeAsync({ x: tf.fill([1, 4], fill) });
  return [...(await y.data())];
};

export const score = async (fill = 1) => [...(await layers.predict(tf.fill([1, 4], fill)).data())];

/** Loads a model and runs it on zeros first, as libraries do for their users. */
export const classifyWarm = async (fill = 1) => {
  const model = await graphModel(tf.loadGraphModel);
  tf.dispose(model.predict(tf.zeros([1, 4])));
  return [...(await model.predict(tf.fill([1, 4], fill)).data())];
};
