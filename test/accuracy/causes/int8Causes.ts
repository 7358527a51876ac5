import { join } from 'node:path';
import { models, type Photo, say } from '../runs.ts';
import { editedModel } from './editedModel.ts';
import { type Healthy, healthyOf, saidOf, traceOfBytes } from './goldens.ts';
import { int8Single } from './int8Single.ts';
import type { SingleFault } from './singleFaults.ts';
import { tally } from './tally.ts';

/** Five that end without an activation, three that widen and clip, one per channel, the first and the last. */
const layers = [
  ...['block01/project', 'block03/project', 'block05/project', 'block08/project', 'block10/project'],
  ...['block02/expand', 'block04/expand', 'block06/expand', 'block03/depthwise', 'stem/conv'],
];

/** Single-layer faults of the int8 model as it is deployed, against its own golden and its own healthy values. */
export const int8Causes = async (photos: readonly Photo[], every: number): Promise<void> => {
  const path = join(models, 'effnet-lite0-int8.onnx');
  const model = editedModel(path);
  const faults = int8Single(model, layers).filter((_, i) => i % every === 0);
  const healthy: Healthy[] = [];
  for (const photo of photos)
    healthy.push(await healthyOf(await traceOfBytes({ path }, photo, { capture: 'deployed' })));
  const counts = tally();
  for (const fault of faults) {
    const bytes = model.with(fault.changes);
    const layer = /project|head/.test(fault.layer) ? fault.layer : `${fault.layer}/relu6`;
    for (const [i, photo] of photos.entries()) {
      const trace = await traceOfBytes({ bytes }, photo, { capture: 'deployed', layer });
      const said = await saidOf(trace, healthy[i] as Healthy);
      const isAt = said.comparison.first?.deployed.startsWith(layer) ?? false;
      counts.add(fault.kind, isAt, said, { golden: expectedOf(fault, 112), values: expectedOf(fault) });
    }
  }
  say(`${faults.length} faults, ${photos.length} photos`);
  say(counts.table());
};

const expectedOf = (fault: SingleFault, most = Number.POSITIVE_INFINITY): string | undefined => {
  const { kind, channels, depthwise, layer } = fault;
  // Behind a ReLU6 the grid ends where the activation does: what is clipped cannot be undone.
  const isLinear = layer.endsWith('/project');
  switch (kind) {
    case 'two channels swapped':
      return depthwise ? undefined : 'channels-permuted';
    case 'channels reversed':
      return depthwise ? undefined : 'channels-reversed';
    case 'weight scale x 1.02':
    case 'weight scale x 1.05':
      return isLinear && channels < most ? 'scaled-before-bias' : undefined;
    case "one channel's scale x 2":
      return isLinear ? 'one-channel' : undefined;
    case 'bias lost':
    case 'bias doubled':
      return isLinear && channels <= most ? 'channel-offsets' : undefined;
    case 'dead channel':
      return most === Number.POSITIVE_INFINITY ? 'dead-channels' : undefined;
    default:
      return undefined;
  }
};
