import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compared, compare } from '../../../src/compare/compare.ts';
import { graphOf } from '../../../src/formats/onnx/graph.ts';
import { readModel } from '../../../src/formats/onnx/readModel.ts';
import { layersInMemory } from '../../../src/trace/layers.ts';
import type { Layer, Trace } from '../../../src/trace/trace.ts';
import type { LayerComparison } from '../../../src/verdicts/comparison.ts';
import { tfjsModel, tfjsReference, tfjsTrace } from '../../compare/tfjs/tfjsModels.ts';
import { brief, type Fault, models, type Photo, referencesOf, say, traceOf } from '../runs.ts';
import { lastOf } from './lastOf.ts';

const healthy = join(models, 'effnet-lite0.onnx');

/** Each fault on each photo, found with the other runtime's healthy model as the reference, and at its layer. */
export const faultsIn = async (
  side: 'onnx' | 'tfjs',
  folder: string,
  faults: readonly Fault[],
  photos: readonly Photo[],
): Promise<void> => {
  const references = side === 'onnx' ? await tfjsReferences(photos) : await referencesOf(healthy, photos, true);
  const injected = side === 'onnx' ? faults : faults.filter(({ name }) => isOfWeights(join(folder, `${name}.onnx`)));
  let [found, right, all] = [0, 0, 0];
  for (const fault of injected) {
    const file = join(folder, `${fault.name}.onnx`);
    const model = side === 'tfjs' ? await tfjsModel('tfjs-graph', file, 'float32') : undefined;
    const missed: string[] = [];
    const elsewhere: string[] = [];
    for (const [i, photo] of photos.entries()) {
      const trace = model ? await tfjsTrace(model, { images: lastOf(photo) }) : await traceOf(file, photo, 'deployed');
      const comparison = await compare(trace, references[i] as Compared, { metrics: [] });
      all++;
      if (comparison.verdict !== 'mismatch') missed.push(`${photo.name} ${comparison.verdict}`);
      else {
        found++;
        if (isNamed(comparison.first, fault)) right++;
        else elsewhere.push(`${photo.name}: ${brief(comparison)}`);
      }
    }
    say(
      `${fault.name}: missed ${missed.length} ${missed.slice(0, 3)}, elsewhere ${elsewhere.length} ${elsewhere.slice(0, 2)}`,
    );
    model?.dispose();
  }
  await references[0]?.replay?.close();
  say(`== faults in ${side}: ${injected.length} kinds, ${found} of ${all} found, ${right} at their layer`);
};

/** References of all photos, their layers kept. */
const tfjsReferences = async (photos: readonly Photo[]): Promise<Compared[]> => {
  const model = await tfjsModel('tfjs-graph', healthy, 'float32');
  const found: Compared[] = [];
  for (const photo of photos) {
    const { trace, replay } = await tfjsReference(model, { images: lastOf(photo) });
    found.push({ trace: await kept(trace), replay });
  }
  return found;
};

const kept = async (trace: Trace): Promise<Trace> => {
  const layers: Layer[] = [];
  for await (const layer of trace.layers.read()) layers.push(layer);
  return { ...trace, layers: layersInMemory(await trace.layers.list(), layers) };
};

/** The faulty file has the healthy one's graph, so that its weights say all. */
const isOfWeights = (file: string): boolean => shapeOf(file) === shapeOf(healthy);

const shapeOf = (file: string): string => {
  const { nodes, initializers } = graphOf(readModel(readFileSync(file)));
  const attributes = ({ proto }: (typeof nodes)[number]) =>
    proto.attribute.map(({ name, i, ints }) => [name, `${i}`, `${ints}`]);
  return JSON.stringify([
    nodes.map((node) => [node.op, node.inputs, node.outputs, attributes(node)]),
    [...initializers].map(([name, { dims }]) => [name, `${dims}`]),
  ]);
};

/** The layer itself, or one whose piece holds it: TensorFlow's graph has activations fused. */
const isNamed = (layer: LayerComparison | undefined, { layer: carrier, first }: Fault): boolean => {
  if (!layer) return false;
  const named = [layer.reference, layer.deployed, ...(layer.piece ?? []).map(({ node }) => node)].map(plain);
  return [first, carrier].map(plain).some((name) => named.includes(name));
};

const plain = (name: string): string =>
  name
    .replace(/^PartitionedCall\//, '')
    .replace(/\/(relu6|conv2d)$/, '')
    .replace(/^(head\/fc|Identity)$/, 'logits');
