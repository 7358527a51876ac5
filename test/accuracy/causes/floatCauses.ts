import { join } from 'node:path';
import { models, type Photo, say } from '../runs.ts';
import { editedModel, modelOfNode } from './editedModel.ts';
import { type Healthy, healthyOf, saidOfLayer, traceOfBytes } from './goldens.ts';
import { type SingleFault, singleFaults } from './singleFaults.ts';
import { tally } from './tally.ts';

/**
 * Single-layer faults on each photo: what the golden alone says of the faulty layer, run on healthy inputs, and what full
 * tensors say.
 */
export const floatCauses = async (photos: readonly Photo[], every: number): Promise<void> => {
  const path = join(models, 'effnet-lite0.onnx');
  const model = editedModel(path);
  const faults = chosenFaults(singleFaults(model)).filter((_, i) => i % every === 0);
  const healthy: Healthy[] = [];
  for (const photo of photos) healthy.push(await healthyOf(await traceOfBytes({ path }, photo)));
  const counts = tally();
  for (const [n, fault] of faults.entries()) {
    if (n > 0 && n % 50 === 0) say(`... ${n} of ${faults.length}\n${counts.table()}\n`);
    const bytes = modelOfNode(model.with(fault.changes), fault.layer);
    for (const [i, photo] of photos.entries()) {
      const said = await saidOfLayer(bytes, fault.layer, photo, healthy[i] as Healthy);
      counts.add(fault.kind, true, said, { golden: expectedOf(fault, 112), values: expectedOf(fault) });
    }
  }
  say(counts.table());
};

/** Kinds of which little is to be told are there, but not in every layer. */
export const chosenFaults = (faults: readonly SingleFault[]): SingleFault[] => {
  const seen = new Map<string, number>();
  const kinds = process.env.KINDS?.split(',');
  return faults.filter(({ kind, depthwise }) => {
    if (kinds && !kinds.includes(kind)) return false;
    const isRare = /noise|1\.001/.test(kind) || (depthwise && /swapped|reversed/.test(kind));
    const key = `${kind} ${depthwise}`;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return count % (isRare ? 4 : kind === 'dead channel' ? 2 : 1) === 0;
  });
};

/** What should be said; undefined where the layer is no known transformation of the healthy one. */
const expectedOf = (
  { kind, channels, depthwise }: SingleFault,
  most = Number.POSITIVE_INFINITY,
): string | undefined => {
  const isKnown = most === Number.POSITIVE_INFINITY;
  switch (kind) {
    case 'weights x 1.01':
    case 'weights x 1.001':
      return channels < most ? 'scaled-before-bias' : undefined;
    case 'two channels swapped':
      return depthwise || (!isKnown && channels > 320) ? undefined : 'channels-permuted';
    case 'channels reversed':
      return depthwise ? undefined : 'channels-reversed';
    case 'dead channel':
      return isKnown ? 'dead-channels' : undefined;
    case 'bias lost':
      return channels <= most ? 'channel-offsets' : undefined;
    case 'ReLU6 without its 6':
      return 'clip-lost';
    case 'pool divides by 64':
      return 'scaled';
    case 'padding shifted':
      return 'shifted';
    default:
      return undefined;
  }
};
