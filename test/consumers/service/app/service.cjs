const path = require('node:path');
const fastify = require('fastify');
const { InferenceSession, Tensor } = require('onnxruntime-node');

/** An HTTP service around a model, as it would be deployed. */
exports.service = async () => {
  const session = await InferenceSession.create(path.join(__dirname, 'model.onnx'));
  const app = fastify();
  app.post('/classify', async ({ body }) => {
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.from(body.features), [1, 4]) });
    const scores = [...y.data];
    return { label: scores.indexOf(Math.max(...scores)), scores };
  });
  return app;
};
