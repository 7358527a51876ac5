import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const SIZE = 64;
const model = fileURLToPath(new URL('../models/model.onnx', import.meta.url));
const session = await InferenceSession.create(model);

/** The strongest feature of a photo; `order` is that of the channels. */
export async function features(photo: string, order = [0, 1, 2]): Promise<number> {
  const pixels = await sharp(photo, { ignoreIcc: true })
    .pipelineColourspace('srgb')
    .resize(SIZE, SIZE, { fit: 'fill', kernel: 'linear' })
    .removeAlpha()
    .raw()
    .toBuffer();
  const values = new Float32Array(3 * SIZE * SIZE);
  for (let i = 0; i < SIZE * SIZE; i++)
    for (let c = 0; c < 3; c++) values[c * SIZE * SIZE + i] = ((pixels[3 * i + (order[c] ?? 0)] ?? 0) - 127) / 128;
  const outputs = await session.run({ images: new Tensor('float32', values, [1, 3, SIZE, SIZE]) });
  const found = Object.values(outputs)[0]?.data as Float32Array;
  return found.indexOf(Math.max(...found));
}
