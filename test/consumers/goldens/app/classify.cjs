const path = require('node:path');
const { InferenceSession, Tensor } = require('onnxruntime-node');

const session = InferenceSession.create(path.join(__dirname, '../models/model.onnx'));

/** The app: pixels in, the strongest class out. */
exports.classify = async (phase = 0) => {
  const image = Float32Array.from({ length: 3 * 16 * 16 }, (_, at) => Math.sin(at * 0.05 + phase));
  const { scores } = await (await session).run({ image: new Tensor('float32', image, [1, 3, 16, 16]) });
  return { strongest: scores.data.indexOf(Math.max(...scores.data)) };
};
