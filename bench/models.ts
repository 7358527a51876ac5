import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The models that are measured. `torchExport` is written by `fixtures/make/torch_export.py` where Python is present. */
export const models = {
  float: path('fixtures/models/effnet-lite0.onnx'),
  int8: path('fixtures/models/effnet-lite0-int8.onnx'),
  trunc: path('fixtures/models/effnet-lite0-trunc.onnx'),
  truncTorchExport: path('fixtures/models/effnet-lite0-trunc-torch-export.onnx'),
  torchExport: path('bench/effnet-lite0-torch-export.onnx'),
};

/** The re-export that is there: of the whole model, else of its first 32 layers. */
export const reExport = (): { model: string; reference: string; side: number; label: string } =>
  existsSync(models.torchExport)
    ? { model: models.float, reference: models.torchExport, side: 224, label: 'the whole model' }
    : { model: models.trunc, reference: models.truncTorchExport, side: 64, label: 'the first 32 layers' };

/** A photo as the example's app feeds it, or the `side` x `side` pixels in its middle. */
export const photo = async (name = 'china.jpg', side = 224): Promise<Float32Array> => {
  const { preprocess, SIZE } = await import(path('examples/classifier/src/preprocess.js'));
  const values: Float32Array = await preprocess(path(`fixtures/photos/${name}`));
  const from = (SIZE - side) / 2;
  return Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const [channel, y, x] = [Math.floor(i / (side * side)), Math.floor(i / side) % side, i % side];
    return values[channel * SIZE * SIZE + (from + y) * SIZE + from + x] as number;
  });
};
