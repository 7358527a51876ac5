import { readFileSync } from 'node:fs';
import '../../../src/record/record.ts';

/** tfjs as apps in Node load it, after the observers. */
export const tf = await import('@tensorflow/tfjs');

/** A model of fixtures/models as the object that tfjs loads from memory. */
export const artifacts = (name: 'tfjs-layers-trunc' | 'tfjs-graph-trunc') => {
  const folder = new URL(`../../../fixtures/models/${name}/`, import.meta.url);
  const { modelTopology, weightsManifest, ...rest } = JSON.parse(readFileSync(new URL('model.json', folder), 'utf8'));
  const shards = weightsManifest.flatMap(({ paths }: { paths: string[] }) =>
    paths.map((path) => readFileSync(new URL(path, folder))),
  );
  const weightSpecs = weightsManifest.flatMap(({ weights }: { weights: object[] }) => weights);
  return { ...rest, modelTopology, weightSpecs, weightData: new Uint8Array(Buffer.concat(shards)).buffer };
};

const load = { layers: tf.loadLayersModel, graph: tf.loadGraphModel };

/** The truncated EfficientNet-Lite0, input `images`, 64x64 photos. */
export const loadTrunc = <Kind extends 'layers' | 'graph'>(kind: Kind) =>
  load[kind](tf.io.fromMemory(artifacts(`tfjs-${kind}-trunc`))) as ReturnType<(typeof load)[Kind]>;
