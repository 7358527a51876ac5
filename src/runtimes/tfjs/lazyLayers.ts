import { ExrayError, isExrayError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Layer, LayerInfo, LayerList, LayerSource } from '../../trace/trace.ts';
import { budgetShare, whileCapturing } from '../budgetShare.ts';
import { outputDrift } from '../outputDrift.ts';
import type { CaptureOptions, Inference } from '../runtime.ts';
import { withModel } from './asRecorded.ts';
import { readGraph } from './graph/readGraph.ts';
import { readModel } from './layers/readModel.ts';
import { listLayers } from './listLayers.ts';
import type { LoadedModel } from './tf.ts';
import type { WeightsSnapshot } from './weights/snapshot.ts';

/** Largest drift between the app's outputs and those of exray's run that is no note. */
const OUTPUT_TOLERANCE = 1e-6;

/** Layers of an inference, captured when first read: its model runs once more on the same inputs and shows its values. */
export const lazyLayers = (
  inference: Inference,
  kind: LoadedModel['kind'],
  options: CaptureOptions,
  snapshot: WeightsSnapshot | undefined,
  notes: string[],
): LayerSource => {
  const say = (note: string): void => {
    if (!notes.includes(note)) notes.push(note);
  };
  let listed: Promise<LayerList> | undefined;
  const list = (): Promise<LayerList> => {
    listed ??= orFailed(() => withModel(inference, snapshot, (opened) => listLayers(opened, inference, snapshot))).then(
      ({ layers, unseen }) => ({ ...chosenOf(layers, options.layers, Object.keys(inference.outputs)), unseen }),
    );
    return listed;
  };
  const read = async function* (ids?: readonly string[]): AsyncGenerator<Layer> {
    const { layers } = await list();
    const wanted = ids && new Set(ids);
    const infos = new Map(layers.filter(({ id }) => wanted?.has(id) ?? true).map((info) => [info.id, info]));
    const values = valuesOf(inference, kind, snapshot, [...infos.keys()], budgetShare(options.maxBytes));
    for await (const [id, tensor] of whileCapturing(() => values)) {
      noteDrift(inference, id, tensor, say);
      const { op, inputs } = infos.get(id) as LayerInfo;
      yield { id, op, inputs, tensor };
    }
  };
  return { list, read };
};

async function* valuesOf(
  inference: Inference,
  kind: LoadedModel['kind'],
  snapshot: WeightsSnapshot | undefined,
  ids: readonly string[],
  maxBytes: number,
): AsyncGenerator<[string, Tensor]> {
  if (kind === 'saved') {
    for (const id of ids) if (inference.outputs[id]) yield [id, inference.outputs[id]];
    return;
  }
  const values = (kind === 'graph' ? readGraph : readModel)(inference, snapshot, ids, maxBytes);
  for (;;) {
    const next = await orFailed(() => values.next());
    if (next.done) return;
    yield next.value;
  }
}

const orFailed = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (cause) {
    if (isExrayError(cause)) throw cause;
    throw new ExrayError(
      'capture-failed',
      {
        what: `the layers could not be captured: ${String((cause as Error | undefined)?.message ?? cause).split('\n')[0]}`,
        why: 'exray runs the model a second time, on the inputs that the app gave it',
        fix: "Check that the app's own inference succeeds; where it does, report this",
      },
      { cause },
    );
  }
};

/** The layers that the options ask for; inputs that were not chosen are replaced by what they were made of. */
const chosenOf = (
  layers: readonly LayerInfo[],
  selection: CaptureOptions['layers'],
  outputs: readonly string[],
): Pick<LayerList, 'layers' | 'chosen'> => {
  const isChosen = ({ id }: LayerInfo): boolean =>
    selection === 'all' || outputs.includes(id) || (selection !== 'outputs' && selection(id));
  if (layers.every(isChosen)) return { layers: [...layers] };
  const nearest = new Map<string, readonly string[]>();
  for (const info of layers) {
    const inputs = [...new Set(info.inputs.flatMap((id) => nearest.get(id) ?? [id]))];
    nearest.set(info.id, isChosen(info) ? [info.id] : inputs);
  }
  const chosen = layers.filter(isChosen);
  return {
    layers: chosen.map((info) => ({ ...info, inputs: info.inputs.flatMap((id) => nearest.get(id) ?? [id]) })),
    chosen: true,
  };
};

const noteDrift = ({ outputs }: Inference, id: string, tensor: Tensor, say: (note: string) => void): void => {
  const app = outputs[id];
  const drift = app === undefined ? 0 : outputDrift(app, tensor);
  if (drift <= OUTPUT_TOLERANCE) return;
  say(
    `the layers were computed in a second run whose output ${id} differs from the app's own by drift ${drift.toExponential(1)}`,
  );
};
