import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Compared } from '../../src/compare/compare.ts';
import { onnxruntimeNode as runtime } from '../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import type { Replay } from '../../src/runtimes/runtime.ts';
import { layersInMemory } from '../../src/trace/layers.ts';
import type { Layer, Trace } from '../../src/trace/trace.ts';
import type { Comparison, LayerComparison } from '../../src/verdicts/comparison.ts';

/** A fault of the catalogue. */
export interface Fault {
  name: string;
  base: 'float' | 'int8';
  /** The layer that carries it. */
  layer: string;
  /** The first tensor of the reference that it changes. */
  first: string;
}

export interface Photo {
  name: string;
  data: Float32Array;
}

/** Inputs as the recipe makes them: 1 x 3 x 224 x 224 float32. */
export const photosIn = (folder: string): Photo[] =>
  readdirSync(join(folder, 'inputs'))
    .filter((name) => name.endsWith('.f32'))
    .sort()
    .map((name) => ({ name: basename(name, '.f32'), data: values(join(folder, 'inputs', name)) }));

const values = (file: string): Float32Array => new Float32Array(Uint8Array.from(readFileSync(file)).buffer);

export const models = 'fixtures/models';

export const traceOf = async (path: string, photo: Photo, capture: 'deployed' | 'original'): Promise<Trace> => {
  const side = Math.sqrt(photo.data.length / 3);
  const inputs = { images: { dtype: 'float32', shape: [1, 3, side, side], data: photo.data } } as const;
  const inference = await runtime.infer({ path }, inputs, { intraOpNumThreads: 1 });
  return runtime.capture(inference, { capture, layers: 'all', maxBytes: 2 ** 30 });
};

/** References of all photos, their layers kept: each is compared with many deployed models. */
export const referencesOf = async (
  path: string,
  photos: readonly Photo[],
  withReplay: boolean,
): Promise<Compared[]> => {
  const found: Compared[] = [];
  let replay: Replay | undefined;
  for (const photo of photos) {
    const trace = await traceOf(path, photo, 'original');
    const layers: Layer[] = [];
    for await (const layer of trace.layers.read()) layers.push(layer);
    const kept = { ...trace, layers: layersInMemory(await trace.layers.list(), layers) };
    if (withReplay && !replay) {
      const made = await runtime.replay({ path }, trace);
      if ('reason' in made) throw new Error(made.reason);
      replay = made;
    }
    found.push({ trace: kept, ...(replay ? { replay } : {}) });
  }
  return found;
};

/** A convolution and the activation behind it are one layer; a fault may sit at any node of the piece that is named. */
export const isAt = (layer: LayerComparison | undefined, { layer: carrier, first }: Fault): boolean => {
  if (!layer) return false;
  const named = [layer.reference, ...(layer.piece ?? []).map(({ node }) => node)];
  return named.some((name) => [first, carrier].map(plain).includes(plain(name)));
};

const plain = (name: string): string => name.replace(/\/relu6$/, '').replace(/^head\/fc$/, 'logits');

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

export const brief = ({ verdict, first }: Comparison): string =>
  `${verdict}${first ? ` ${first.reference} ${first.measure} ${first.value.toPrecision(3)}` : ''}`;
