import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tfjsArtifacts } from '../../test/compare/tfjs/tfjsArtifacts.ts';

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url));
const models = join(fixtures, 'models');

/**
 * Writes the model of examples/tfjs and its labels: the converted graph with the weights of the ONNX file, in float32. The
 * repository holds these 18 MB once.
 *
 * @param onnx whose weights these are
 */
export const writeTfjsModel = async (folder: string, onnx = join(models, 'effnet-lite0.onnx')): Promise<void> => {
  const graph = join(models, 'tfjs-graph');
  const { weightSpecs, weightData } = tfjsArtifacts(graph, onnx, 'float32');
  const paths = ['group1-shard1of1.bin'];
  const { weightsManifest, ...model } = JSON.parse(await readFile(join(graph, 'model.json'), 'utf8'));
  await mkdir(folder, { recursive: true });
  await cp(join(fixtures, 'photos/imagenet-labels.txt'), join(folder, 'labels.txt'));
  await writeFile(join(folder, 'group1-shard1of1.bin'), new Uint8Array(weightData));
  await writeFile(
    join(folder, 'model.json'),
    JSON.stringify({ ...model, weightsManifest: [{ paths, weights: weightSpecs }] }),
  );
};
