/**
 * Writes the model that the app ships to `model/`: the graph that the converter of TensorFlow.js made, with the weights of
 * the exported ONNX file, which are stored in this repository only once.
 *
 *   npm run model
 */
import { fileURLToPath } from 'node:url';
import { writeTfjsModel } from '../../demo/tfjsModel.ts';

await writeTfjsModel(fileURLToPath(new URL('../model', import.meta.url)));
