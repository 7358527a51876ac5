// A package with a tfjs of its own.
require('@tensorflow/tfjs-backend-cpu');
exports.tf = require('@tensorflow/tfjs-core');
const { loadGraphModel } = require('@tensorflow/tfjs-converter');

exports.load = (graphModel) => graphModel(loadGraphModel);
exports.classify = async (model, fill) => [...(await model.predict(exports.tf.fill([1, 4], fill)).data())];
