import { join } from 'node:path';
import { compare } from '../../../src/compare/compare.ts';
import type { Comparison } from '../../../src/verdicts/comparison.ts';
import { tfjsModel, tfjsReference } from '../../compare/tfjs/tfjsModels.ts';
import { brief, models, type Photo, referencesOf, say, traceOf } from '../runs.ts';
import { lastOf } from './lastOf.ts';

const onnx = join(models, 'effnet-lite0.onnx');

/** Pairs, and how far healthy runtimes are from each other, each as the reference of the other. */
export const healthy = async (photos: readonly Photo[]): Promise<void> => {
  for (const stored of ['float32', undefined] as const) {
    const model = await tfjsModel('tfjs-graph', onnx, stored);
    const there: Comparison[] = [];
    const back: Comparison[] = [];
    for (const photo of photos) {
      const tfjs = await tfjsReference(model, { images: lastOf(photo) });
      const [reference] = await referencesOf(onnx, [photo], true);
      if (!reference) throw new Error('no reference');
      there.push(await compare(tfjs.trace, reference, { metrics: [] }));
      back.push(await compare(await traceOf(onnx, photo, 'deployed'), tfjs, { metrics: [] }));
      await Promise.all([tfjs.replay.close(), reference.replay?.close()]);
    }
    tell(`tfjs stored as ${stored ?? 'float16'}, reference ONNX`, there);
    tell(`ONNX, reference tfjs stored as ${stored ?? 'float16'}`, back);
    model.dispose();
  }
};

const tell = (title: string, all: readonly Comparison[]): void => {
  const layers = all.flatMap((each) => each.layers);
  const wrong = new Set(
    layers.filter((each) => layerOf(each.deployed) !== layerOf(each.reference)).map(({ deployed }) => deployed),
  );
  const alarms = all.filter(({ verdict }) => verdict !== 'match');
  const most = (of: (layer: (typeof layers)[number]) => number | undefined) =>
    Math.max(...layers.map((layer) => of(layer) ?? 0)).toPrecision(3);
  say(
    `== ${title}: ${[...new Set(all.map((each) => each.layers.length))]} pairs, ${wrong.size} wrong, ` +
      `${alarms.length} alarms on ${all.length} photos ${alarms.slice(0, 2).map(brief)}, ` +
      `${layers.filter(({ own }) => own !== undefined).length} own errors of ${layers.length}, ` +
      `own up to ${most(({ own }) => own)}, drift up to ${most(({ drift }) => drift)}`,
  );
};

/** The block and layer that a name is about; a convolution and the activation fused into it are one. */
const layerOf = (name: string): string =>
  name
    .replace(/^PartitionedCall\//, '')
    .replace(/\/(relu6|conv2d)$/, '')
    .replace(/^head\/fc$/, 'logits');
