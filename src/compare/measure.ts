import { elementCount, type Tensor } from '../tensor/tensor.ts';
import type { Layer, Trace } from '../trace/trace.ts';
import type { Alignment, LayerPair } from './align/align.ts';
import { alignTraces } from './alignTraces.ts';
import type { Compared, CompareOptions } from './compareOptions.ts';
import { conversionOf, isAcross, onGpu, saturates } from './conversion.ts';
import { graphFindings } from './graphFindings.ts';
import { groupBy } from './groupBy.ts';
import { compareInputs } from './inputs/compareInputs.ts';
import { inDeployedForm, inputAxes } from './inputs/inDeployedForm.ts';
import { ownValues, tensorValues } from './layerValues.ts';
import { markTies } from './markTies.ts';
import { measureDrift, type PairRead } from './measureDrift.ts';
import type { LayerMeasure, Measured } from './measured.ts';
import { type Held, type HeldStream, measureOwn, stepsOf } from './measureOwn.ts';
import { metrics as rack } from './metrics/index.ts';
import { moments } from './metrics/moments.ts';
import { drift, rms } from './metrics/normalizedRmse.ts';
import { asReference, isExact, realLayer, sameGrid } from './realLayer.ts';

const GIBIBYTE = 2 ** 30;

/** Everything that one inference and its reference show, without judging it. */
export const measure = async (
  app: Trace,
  { trace: reference, replay, onReferenceInputs, sameModel }: Compared,
  options: CompareOptions,
  index: number,
): Promise<Measured> => {
  const deployed = onReferenceInputs ?? app;
  const alignment = await alignTraces(deployed, reference, options.pairs);
  const maxBytes = options.maxBytes ?? GIBIBYTE;
  const keeper = keeperOf(maxBytes / 4);
  const axes = new Map<LayerPair, readonly number[] | undefined>();
  const layers = await measureDrift(deployed, reference, alignment, options.metrics ?? rack, (read) => {
    axes.set(read.pair, read.axes);
    if (replay || read.pair.input) keeper.keep(read);
  });
  measureInputs(layers, keeper);
  await markTies(layers, deployed, reference);
  let values: Measured['values'] = async (pair) =>
    axes.has(pair) ? tensorValues(deployed, reference, pair, axes.get(pair)) : undefined;
  if (replay) {
    const pieces = await replay.plan(keeper.known());
    const stream = keeper.stream(deployed);
    const given = inputsOf(deployed, reference, alignment, keeper);
    const own = await measureOwn(replay, pieces, stream, given, maxBytes / 4, deployed.layout);
    for (const layer of layers) {
      const { where, worstChannel, ...found } = own.get(keeper.heldAs(layer.pair)) ?? { own: undefined };
      if (found.own === undefined || layer.pair.input) continue;
      layer.own = found;
      if (where !== undefined || found.own > 1e-5) replaceWhere(layer, { where, worstChannel });
    }
    keeper.release();
    values = async (pair) => {
      const piece = pieces.find(({ output }) => output === keeper.heldAs(pair));
      const held = piece && (await keeper.only(deployed, [piece.output, ...piece.inputs]));
      return held && ownValues(replay, piece, held, given, deployed.layout);
    };
  }
  const across = isAcross(deployed, reference);
  const wanted = across
    ? inDeployedForm(app.inputs, reference.inputs, alignment.inputs, layoutsOf(app, reference))
    : reference.inputs;
  const inputs = compareInputs(app.inputs, wanted, options.tolerance);
  const hasInputs = Object.keys(reference.inputs).length > 0 && Object.keys(app.inputs).length > 0;
  const infos = {
    deployed: (await deployed.layers.list()).layers,
    reference: (await reference.layers.list()).layers,
  };
  const conversion = conversionOf(deployed, reference, keeper.hasGrids());
  return {
    alignment,
    conversion,
    ...(across ? { across } : {}),
    replayed: replay !== undefined,
    gpu: onGpu(deployed, reference),
    saturates: saturates(deployed),
    layers,
    findings: [
      ...(hasInputs ? [...inputs.findings, ...inputs.notes] : []),
      ...graphFindings(alignment, conversion, infos, across),
    ],
    notes: [
      ...(sameModel ? ['both sides are the same model file: this only checks kernels'] : []),
      ...deployed.notes,
      ...reference.notes.map((note) => `reference: ${note}`),
    ],
    outputs: Object.keys(deployed.outputs),
    floor: async () => (await options.noiseFloor?.(index)) ?? new Map(),
    values,
  };
};

const replaceWhere = (
  layer: LayerMeasure,
  { where, worstChannel }: { where?: string | undefined; worstChannel?: number | undefined },
): void => {
  if (where === undefined) delete layer.where;
  else layer.where = where;
  if (worstChannel !== undefined) layer.worstChannel = worstChannel;
};

const layoutsOf = (deployed: Trace, reference: Trace) => ({ deployed: deployed.layout, reference: reference.layout });

/** Values of model inputs as the deployed model has them: its own, or their form on its grid. */
const inputsOf = (
  deployed: Trace,
  reference: Trace,
  { inputs, pairs }: Alignment,
  keeper: Keeper,
): ReadonlyMap<string, Tensor> => {
  const onGrid = new Map(pairs.filter(({ input }) => input).map((pair) => [pair.reference, keeper.read(pair)]));
  return new Map(
    Object.entries(reference.inputs).map(([id, own]) => {
      const read = onGrid.get(id);
      const tensor = deployed.inputs[inputs.get(id) ?? id];
      const layer: Layer | undefined = read?.deployed ?? (tensor && { id, op: '', inputs: [], tensor });
      // Another batch or length is the deployed one's: only elements of equal number can take the reference's dims.
      const shape =
        layer && elementCount(layer.tensor.shape) === elementCount(own.shape) ? own.shape : layer?.tensor.shape;
      const axes = read ? read.axes : tensor && inputAxes(tensor.shape, own.shape, layoutsOf(deployed, reference));
      const value = layer && asReference(layer, axes, { dtype: own.dtype, shape: shape ?? own.shape });
      return [id, value ?? own];
    }),
  );
};

/** The own error of an input that the deployed graph puts on a grid: what that grid loses. */
const measureInputs = (layers: readonly LayerMeasure[], keeper: Keeper): void => {
  for (const layer of layers) {
    const read = layer.pair.input ? keeper.read(layer.pair) : undefined;
    if (!read || isExact(read.deployed) || isExact(read.reference)) continue;
    const [d, r] = [realLayer(read.deployed).values, realLayer(read.reference).values];
    const sums = moments(d, r);
    layer.own = {
      own: drift(sums),
      ...stepsOf(read.deployed, d, r, rms(sums), sums),
      ...{ piece: [], pieceInputs: [layer.pair.reference] },
    };
  }
};

interface Keeper {
  keep(read: PairRead): void;
  known(): { id: string; dtype: Tensor['dtype']; shape: readonly number[] }[];
  read(pair: LayerPair): PairRead | undefined;
  stream(deployed: Trace): HeldStream;
  /** The values held under these names, read again where they were not kept. */
  only(deployed: Trace, ids: readonly string[]): Promise<ReadonlyMap<string, Held>>;
  /** Keeps no values any longer. */
  release(): void;
  /** The reference's tensor under which a pair's deployed value is held. */
  heldAs(pair: LayerPair): string;
  hasGrids(): boolean;
}

/** Keeps the values of the first pass for the second while they fit; beyond that they are read again. */
const keeperOf = (maxBytes: number): Keeper => {
  const facts = new Map<string, Omit<PairRead, 'deployed' | 'reference'> & { like: Layer }>();
  const kept = new Map<string, Held>();
  const inputs = new Map<LayerPair, PairRead>();
  const names = new Map<LayerPair, string>();
  let bytes = 0;
  let grids = false;
  let complete = true;
  const heldOf = (id: string, deployed: Layer): Held | undefined => {
    const known = facts.get(id);
    if (!known) return undefined;
    const { axes, like } = known;
    const { dtype } = like.tensor;
    // Other numbers of elements are kept only where values decide them: they stay as they are.
    const isAsMany = elementCount(like.tensor.shape) === elementCount(deployed.tensor.shape);
    const { shape } = isAsMany ? like.tensor : deployed.tensor;
    const quantization = like.quantization ? { quantization: like.quantization } : {};
    const value = asReference(deployed, axes, { dtype, shape, ...quantization });
    return value && { id, deployed, value, axes, ...quantization };
  };
  return {
    keep(read) {
      grids ||= read.deployed.quantization !== undefined;
      if (read.pair.input) inputs.set(read.pair, read);
      if (read.pair.input || read.pair.constant) return;
      const { pair, axes } = read;
      const { id, like } = likeOf(read);
      names.set(pair, id);
      facts.set(id, { pair, axes, like });
      const held = complete ? heldOf(id, read.deployed) : undefined;
      if (!held) {
        if (complete) facts.delete(id);
        return;
      }
      bytes += (read.deployed.tensor.data as Uint8Array).byteLength || 0;
      if (bytes > maxBytes) {
        complete = false;
        kept.clear();
      } else kept.set(id, held);
    },
    known: () => [...facts].map(([id, { like }]) => ({ id, dtype: like.tensor.dtype, shape: like.tensor.shape })),
    read: (pair) => inputs.get(pair),
    stream: (deployed) =>
      async function* () {
        if (complete) {
          yield* kept.values();
          return;
        }
        const wanted = groupBy(facts, ([, { pair }]) => pair.deployed);
        for await (const layer of deployed.layers.read([...wanted.keys()])) {
          for (const [id] of wanted.get(layer.id) ?? []) {
            const held = heldOf(id, layer);
            if (held) yield held;
          }
        }
      },
    only: async (deployed, ids) => {
      const found = new Map<string, Held>();
      const wanted = groupBy(
        [...facts].filter(([id]) => ids.includes(id)),
        ([, { pair }]) => pair.deployed,
      );
      for await (const layer of deployed.layers.read([...wanted.keys()])) {
        for (const [id] of wanted.get(layer.id) ?? []) {
          const held = heldOf(id, layer);
          if (held) found.set(id, held);
        }
      }
      return found;
    },
    release: () => {
      complete = false;
      kept.clear();
    },
    heldAs: (pair) => names.get(pair) ?? pair.reference,
    hasGrids: () => grids,
  };
};

/** On its own grid where both sides share it, so that the reference runs its quantized kernels; else as real values. */
const likeOf = ({ pair, deployed, reference }: PairRead): { id: string; like: Layer } => {
  const { behindGrid: id } = pair;
  if (id === undefined || sameGrid(deployed.quantization, reference.quantization))
    return { id: pair.reference, like: withoutValues(reference) };
  const { inputs, op, tensor } = reference;
  return { id, like: { id, op, inputs, tensor: { dtype: 'float32', shape: tensor.shape, data: new Float32Array(0) } } };
};

const withoutValues = (layer: Layer): Layer => ({
  ...layer,
  tensor: { dtype: layer.tensor.dtype, shape: layer.tensor.shape, data: new Uint8Array(0) },
});
