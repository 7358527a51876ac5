import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadGraphModel } from '@tensorflow/tfjs';

/**
 * A converted model from the disk. In Node, tfjs without tfjs-node fetches URLs only: this reads the files for it.
 *
 * @param {string} folder with `model.json` and the files of weights that it names
 */
export const loadModel = (folder) => loadGraphModel({ load: () => artifactsIn(folder) });

async function artifactsIn(folder) {
  const { modelTopology, weightsManifest, ...rest } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const files = weightsManifest.flatMap(({ paths }) => paths);
  const weights = Buffer.concat(await Promise.all(files.map((file) => readFile(join(folder, file)))));
  return {
    ...rest,
    modelTopology,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
  };
}
