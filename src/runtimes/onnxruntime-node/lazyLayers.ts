import { ExrayError } from '../../errors.ts';
import { bareOp } from '../../formats/onnx/graph.ts';
import { randomNodes } from '../../formats/onnx/random.ts';
import type { LayerInfo, LayerList, LayerSource } from '../../trace/trace.ts';
import { budgetShare, whileCapturing } from '../budgetShare.ts';
import type { CaptureOptions, Inference } from '../runtime.ts';
import { knownShape, namedSides } from './layerBytes.ts';
import { type LayeredShadow, layeredShadow } from './layeredShadow.ts';
import type { GraphLayer } from './layerInfos.ts';
import { readLayers } from './readLayers.ts';

/** Layers of an inference, captured when first read: the model runs again, on the same inputs, with its tensors exposed. */
export const lazyLayers = (inference: Inference, options: CaptureOptions, notes: string[]): LayerSource => {
  let prepared: { shadow: LayeredShadow; layers: GraphLayer[]; list: () => LayerList } | undefined;
  const say = (note: string): void => {
    if (!notes.includes(note)) notes.push(note);
  };
  const prepare = () => {
    if (inference.model.unknown !== undefined) throw unknownModel(inference.model.unknown);
    for (const { side, name, reason } of inference.unread ?? []) if (side === 'input') throw unreadInput(name, reason);
    prepared ??= choose(
      layeredShadow(inference.model, inference.sessionOptions, options.capture),
      inference,
      options,
      say,
    );
    return prepared;
  };
  return {
    list: async () => prepare().list(),
    async *read(ids) {
      const { shadow, layers } = prepare();
      const wanted = ids === undefined ? undefined : new Set(ids);
      const asked = layers.filter(({ info }) => !wanted || wanted.has(info.id));
      yield* whileCapturing(() => readLayers(shadow, asked, inference, budgetShare(options.maxBytes), say));
    },
  };
};

/** The layers that the options ask for, with the types and shapes that these inputs give them. */
const choose = (
  shadow: LayeredShadow,
  inference: Inference,
  { layers: selection }: CaptureOptions,
  say: (note: string) => void,
) => {
  for (const note of shadow.model.notes) say(note);
  for (const node of randomNodes(shadow.model.graph)) {
    say(
      `${bareOp(node.op)} ${node.name || node.outputs[0]} draws random numbers: the layers behind it differ from run to run`,
    );
  }
  const sides = namedSides(shadow.inputMetadata, inference.inputs);
  const outputs = new Set(shadow.model.graph.outputs);
  const chosen = shadow.layers.filter(({ tensor, info }) =>
    selection === 'all'
      ? true
      : selection === 'outputs'
        ? outputs.has(tensor)
        : selection(info.id) || outputs.has(tensor),
  );
  const layers = chosen.map(({ tensor, node, info }) => {
    const shape = knownShape(shadow.metadata.get(tensor), sides);
    return { tensor, node, info: { ...info, ...(shape ? { shape } : {}) } };
  });
  let listed: LayerList | undefined;
  const list = (): LayerList => {
    const infos = layers.map(({ node, info }) => ({ ...info, weights: shadow.weightsOf(node) }));
    const chosen = infos.length < shadow.layers.length ? { chosen: true } : {};
    listed ??= { layers: skipUnlisted(infos, shadow.layers), unseen: shadow.unseen, ...chosen };
    return listed;
  };
  return { shadow, layers, list };
};

/** Inputs of the chosen layers, with those that were not chosen replaced by what they were made of. */
const skipUnlisted = (chosen: LayerInfo[], all: readonly GraphLayer[]): LayerInfo[] => {
  if (chosen.length === all.length) return chosen;
  const listed = new Set(chosen.map(({ id }) => id));
  const nearest = new Map<string, readonly string[]>();
  for (const { info } of all) {
    const inputs = [...new Set(info.inputs.flatMap((id) => nearest.get(id) ?? [id]))];
    nearest.set(info.id, listed.has(info.id) ? [info.id] : inputs);
  }
  return chosen.map((info) => ({ ...info, inputs: info.inputs.flatMap((id) => nearest.get(id) ?? [id]) }));
};

const unknownModel = (why: string): ExrayError =>
  new ExrayError('model-unknown', {
    what: 'the layers of this inference cannot be captured: its model is not known',
    why: `The session was ${why}`,
    fix: 'Load the model after exray: put exray first in the setup files',
  });

const unreadInput = (name: string, why: string): ExrayError =>
  new ExrayError('input-unread', {
    what: `the layers of this inference cannot be captured: the values of ${name} are not known`,
    why,
    fix: 'Give the model tensors that lie in CPU memory, or record it with recordModel',
  });
