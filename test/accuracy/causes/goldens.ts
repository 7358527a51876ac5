import { causeFinding } from '../../../src/causes/causeFinding.ts';
import { explainByGolden } from '../../../src/golden/explainByGolden.ts';
import { decodeGolden } from '../../../src/golden/file/decodeGolden.ts';
import { encodeGolden } from '../../../src/golden/file/encodeGolden.ts';
import type { Golden, GoldenLayer } from '../../../src/golden/golden.ts';
import { judgeGolden } from '../../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../../src/golden/sketchTrace.ts';
import { explainDivergence } from '../../../src/reference/explainDivergence.ts';
import { causeOf } from '../../../src/reference/golden/causeOf.ts';
import { onnxruntimeNode as runtime } from '../../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import { realValues } from '../../../src/tensor/realValues.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { layersInMemory } from '../../../src/trace/layers.ts';
import type { Layer, Trace } from '../../../src/trace/trace.ts';
import type { Comparison, Finding } from '../../../src/verdicts/comparison.ts';
import type { Photo } from '../runs.ts';

/** What is known of a healthy run: its golden as it is read from its file, and its layers. */
export interface Healthy {
  golden: Golden;
  layers: ReadonlyMap<string, Layer>;
}

/** What was said of one faulty run. */
export interface Said {
  comparison: Comparison;
  byGolden: Finding | undefined;
  byValues: Finding | undefined;
}

/** Figures must not depend on how busy a machine is. */
const UNLIMITED = Number.POSITIVE_INFINITY;

/** A trace of all layers, or of one and the outputs: which layer is named is measured elsewhere. */
export const traceOfBytes = async (
  model: { bytes: Uint8Array } | { path: string },
  photo: Photo,
  { capture = 'original', layer }: { capture?: 'deployed' | 'original'; layer?: string } = {},
): Promise<Trace> => {
  const side = Math.sqrt(photo.data.length / 3);
  const inputs = { images: { dtype: 'float32', shape: [1, 3, side, side], data: photo.data } } as const;
  const inference = await runtime.infer(model, inputs, { intraOpNumThreads: 1 });
  return runtime.capture(inference, {
    capture,
    layers: layer === undefined ? 'all' : (id) => id === layer || id === `${layer}_QuantizeLinear_Output`,
    maxBytes: 2 ** 30,
  });
};

export const healthyOf = async (trace: Trace): Promise<Healthy> => {
  const golden = decodeGolden(encodeGolden(await sketchTrace(trace)), 'healthy');
  const layers = new Map<string, Layer>();
  for await (const layer of trace.layers.read()) layers.set(layer.id, layer);
  return { golden, layers };
};

/** The trace with its layers read, so that each is computed once. */
const inMemory = async (trace: Trace): Promise<Trace> => {
  const layers: Layer[] = [];
  for await (const layer of trace.layers.read()) layers.push(layer);
  return { ...trace, layers: layersInMemory(await trace.layers.list(), layers) };
};

/** What a golden says of a faulty run, and what the values of the first bad layer say where both sides are at hand. */
export const saidOf = async (given: Trace, { golden, layers }: Healthy): Promise<Said> => {
  const trace = await inMemory(given);
  const comparison = judgeGolden(golden, await sketchTrace(trace));
  const byGolden = await causeOf(trace, comparison, golden, UNLIMITED);
  return { comparison, byGolden, byValues: await byValues(trace, comparison, layers) };
};

const byValues = async (
  trace: Trace,
  { first }: Comparison,
  layers: ReadonlyMap<string, Layer>,
): Promise<Finding | undefined> => {
  const healthy = first && layers.get(first.reference);
  if (!first || !healthy) return undefined;
  for await (const layer of trace.layers.read([first.deployed])) {
    const [deployed, expected] = [layer, healthy].map(({ tensor, quantization }) => realValues(tensor, quantization));
    if (!deployed || !expected || deployed.length !== expected.length) return undefined;
    const { id, op, tensor, quantization } = layer;
    const step = quantization?.scale[0];
    return explainDivergence(
      {
        ...{ id, op, shape: tensor.shape, layout: trace.layout, deployed, expected },
        ...(step === undefined ? {} : { step }),
      },
      UNLIMITED,
    );
  }
  return undefined;
};

/** The same of one layer, run alone on what the healthy one reads. */
export const saidOfLayer = async (
  bytes: Uint8Array,
  id: string,
  photo: Photo,
  { golden, layers }: Healthy,
): Promise<Pick<Said, 'byGolden' | 'byValues'>> => {
  const known = golden.layers.find((layer) => layer.id === id) as GoldenLayer;
  const healthy = layers.get(id) as Layer;
  const from = known.inputs[0] as string;
  const side = Math.sqrt(photo.data.length / 3);
  const image: Tensor = { dtype: 'float32', shape: [1, 3, side, side], data: photo.data };
  const { outputs } = await runtime.infer({ bytes }, { [from]: layers.get(from)?.tensor ?? image }, {});
  const tensor = outputs[id] as Tensor;
  const { op } = healthy;
  const cause = explainByGolden({ tensor, op, layout: 'NCHW' }, known, UNLIMITED);
  return {
    byGolden: cause && causeFinding('layer', id, cause),
    byValues: explainDivergence(
      {
        ...{ id, op, shape: tensor.shape, layout: 'NCHW' },
        deployed: realValues(tensor),
        expected: realValues(healthy.tensor),
      },
      UNLIMITED,
    ),
  };
};
