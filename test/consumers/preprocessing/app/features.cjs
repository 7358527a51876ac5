const path = require('node:path');
const { InferenceSession, Tensor } = require('onnxruntime-node');
const sharp = require('sharp');

const SIZE = 64;
const session = InferenceSession.create(path.join(__dirname, '../models/model.onnx'));

/** The strongest feature of a photo; `order` is that of the channels. */
exports.features = async (photo, order = [0, 1, 2]) => {
  const pixels = await sharp(photo, { ignoreIcc: true })
    .pipelineColourspace('srgb')
    .resize(SIZE, SIZE, { fit: 'fill', kernel: 'linear' })
    .removeAlpha()
    .raw()
    .toBuffer();
  const values = new Float32Array(3 * SIZE * SIZE);
  for (let i = 0; i < SIZE * SIZE; i++)
    for (let c = 0; c < 3; c++) values[c * SIZE * SIZE + i] = (pixels[3 * i + order[c]] - 127) / 128;
  const outputs = await (await session).run({ images: new Tensor('float32', values, [1, 3, SIZE, SIZE]) });
  const found = Object.values(outputs)[0].data;
  return found.indexOf(Math.max(...found));
};
