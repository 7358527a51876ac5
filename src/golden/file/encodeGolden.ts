import { ExrayError } from '../../errors.ts';
import { safetensorsTypeOf } from '../../formats/safetensors/dtypes.ts';
import { encodeSafetensors, tensorBytes } from '../../formats/safetensors/encodeSafetensors.ts';
import { sketchSize } from '../../sketch/sketch.ts';
import type { DType, Tensor } from '../../tensor/tensor.ts';
import { toPlainJson } from '../../trace/plainJson.ts';
import { toStoredTensor } from '../../trace/storedTensor.ts';
import { type Golden, type GoldenTensor, goldenFormat, goldenScheme } from '../golden.ts';
import { sampleCount } from '../samplePositions.ts';
import { goldenDigest } from './digest.ts';

/**
 * The bytes of a golden file: an uncompressed safetensors file in the format `exray.golden/1` (docs/golden-format.md). The
 * same golden gives the same bytes, on every machine.
 *
 * @throws ExrayError `not-json` for a result or recipe that is no plain data, `key-twice` for two layers of one id
 */
export const encodeGolden = (golden: Golden): Uint8Array => {
  refuseTwice(golden);
  const { rows, members } = plan(golden);
  const tensors = { ...tables(rows), ...floors(golden), ...profile(golden), ...rawOutputs(golden) };
  const metadata = metadataOf(golden, members);
  const digest = goldenDigest(Object.entries(metadata), Object.entries(tensors).map(fileTensor));
  return encodeSafetensors(tensors, { ...metadata, digest });
};

/** A layer may have the name of an input, but not that of another layer. */
const refuseTwice = ({ layers }: Golden): void => {
  const seen = new Set<string>();
  for (const { id } of layers) {
    if (seen.has(id))
      throw new ExrayError('key-twice', {
        what: `two layers are named ${JSON.stringify(id)}`,
        why: 'A golden tells layers by their names',
        fix: 'Give one of them another name',
      });
    seen.add(id);
  }
};

const fileTensor = ([key, tensor]: [string, Tensor]) => ({
  key,
  type: safetensorsTypeOf(tensor.dtype) as string,
  shape: tensor.shape,
  bytes: tensorBytes(key, tensor),
});

/** Gives each tensor its row, and tells what of it belongs in the metadata. */
const plan = ({ inputs, inputSha256, layers, outputs }: Golden) => {
  const [dtypes, ops] = [indexed<DType>(), indexed<string>()];
  const rows: GoldenTensor[] = [...inputs, ...layers];
  const rowOf = new Map(rows.map(({ id }, row) => [id, row]));
  const writtenOutputs = outputs.map((output) => {
    const row = rowOf.get(output.id);
    if (row !== undefined && isSame(rows[row] as GoldenTensor, output)) return [output.id, row];
    rows.push(output);
    return [output.id, dtypes.indexOf(output.dtype), output.shape];
  });
  return {
    rows,
    members: {
      dtypes: dtypes.list,
      ops: ops.list,
      inputs: inputs.map(({ id, dtype, shape }) => [id, dtypes.indexOf(dtype), shape, inputSha256[id]]),
      layers: layers.map(({ id, dtype, shape, op, inputs: read }) => [
        id,
        dtypes.indexOf(dtype),
        shape,
        ops.indexOf(op),
        read.map((input) => rowOf.get(input) ?? input),
      ]),
      outputs: writtenOutputs,
      grids: rows.flatMap(({ quantization: grid }, row) =>
        grid ? [[row, grid.scale.length, ...(grid.axis === undefined ? [] : [grid.axis])]] : [],
      ),
      storedAs: layers.flatMap(({ storedAs }, layer) =>
        storedAs === undefined ? [] : [[layer, dtypes.indexOf(storedAs)]],
      ),
      unsampled: rows.flatMap(({ samples, statistics }, row) =>
        samples.length === 0 && statistics.count > 0 ? [row] : [],
      ),
      profile: layers.flatMap(({ profile: kept }, layer) => (kept ? [[layer, kept.id]] : [])),
    },
  };
};

const indexed = <T>() => {
  const list: T[] = [];
  return {
    list,
    indexOf: (value: T): number => (list.includes(value) ? list.indexOf(value) : list.push(value) - 1),
  };
};

/** An output that is a layer, too, has its row: the same bytes have the same hash, sketch and statistics. */
const isSame = (row: GoldenTensor, output: GoldenTensor): boolean =>
  row.hash === output.hash &&
  row.dtype === output.dtype &&
  row.shape.join() === output.shape.join() &&
  row.samples.length === output.samples.length;

const tables = (rows: readonly GoldenTensor[]): Record<string, Tensor> => {
  const count = rows.length;
  const sketches = new Float32Array(count * sketchSize);
  const samples = new Float32Array(count * sampleCount).fill(NaN);
  const numbers = new Float64Array(count * 4);
  const hashes = new Uint8Array(count * 8);
  const nonFinite: number[] = [];
  for (const [row, { sketch, samples: values, statistics: known, hash }] of rows.entries()) {
    sketches.set(sketch, row * sketchSize);
    samples.set(values, row * sampleCount);
    numbers.set([known.min, known.max, known.mean, known.rms], row * 4);
    hashes.set(Buffer.from(hash, 'hex'), row * 8);
    const { nan, positiveInfinity, negativeInfinity, firstNonFinite } = known;
    if (firstNonFinite >= 0) nonFinite.push(row, nan, positiveInfinity, negativeInfinity, firstNonFinite);
  }
  const grids = rows.flatMap(({ quantization }) => quantization ?? []);
  return {
    sketch: { dtype: 'float32', shape: [count, sketchSize], data: sketches },
    samples: { dtype: 'float32', shape: [count, sampleCount], data: samples },
    statistics: { dtype: 'float64', shape: [count, 4], data: numbers },
    hash: { dtype: 'uint8', shape: [count, 8], data: hashes },
    ...(nonFinite.length > 0 && {
      nonFinite: { dtype: 'int64', shape: [nonFinite.length / 5, 5], data: BigInt64Array.from(nonFinite, BigInt) },
    }),
    ...exponents('exponent', rows),
    ...(grids.length > 0 && {
      'grid/scale': float32(grids.flatMap(({ scale }) => [...scale])),
      'grid/zeroPoint': int32(grids.flatMap(({ scale, zeroPoint }) => scale.map((_, i) => zeroPoint[i] ?? 0))),
    }),
  };
};

const exponents = (key: string, rows: readonly { exponent?: number }[]): Record<string, Tensor> =>
  rows.some(({ exponent }) => exponent !== undefined) ? { [key]: int32(rows.map(({ exponent = 0 }) => exponent)) } : {};

const int32 = (values: readonly number[]): Tensor => ({
  dtype: 'int32',
  shape: [values.length],
  data: Int32Array.from(values),
});

const float32 = (values: readonly number[]): Tensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

const floors = ({ layers }: Golden): Record<string, Tensor> => ({
  ...floor(
    'noise',
    layers.map(({ noise }) => noise),
  ),
  ...floor(
    'inputNoise',
    layers.map(({ inputNoise }) => inputNoise),
  ),
});

/** NaN where it was not measured. */
const floor = (key: string, values: readonly (number | undefined)[]): Record<string, Tensor> =>
  values.some((value) => value !== undefined) ? { [key]: float32(values.map((value = NaN) => value)) } : {};

const profile = ({ layers }: Golden): Record<string, Tensor> => {
  const kept = layers.flatMap(({ profile: one }) => one ?? []);
  if (kept.length === 0) return {};
  const sketches = new Float32Array(kept.length * sketchSize);
  for (const [row, { sketch }] of kept.entries()) sketches.set(sketch, row * sketchSize);
  const numbers = kept.flatMap(({ drift, min, max, mean }) => [drift, min, max, mean]);
  return {
    'profile/sketch': { dtype: 'float32', shape: [kept.length, sketchSize], data: sketches },
    'profile/numbers': { dtype: 'float64', shape: [kept.length, 4], data: Float64Array.from(numbers) },
    ...exponents('profile/exponent', kept),
  };
};

const rawOutputs = ({ outputs }: Golden): Record<string, Tensor> =>
  Object.fromEntries(
    outputs.flatMap(({ id, value }) => (value ? [[`output/${id}`, toStoredTensor(value).tensor] as const] : [])),
  );

const metadataOf = (golden: Golden, members: Record<string, unknown>): Record<string, string> => {
  const { capture, layout, model, runtime, chosen, names, image, result, recipe } = golden;
  const all = { model, runtime, ...members, chosen, names, image, result, recipe };
  const isLeftOut = (key: string, value: unknown): boolean =>
    value === undefined || (['grids', 'storedAs', 'unsampled', 'profile'].includes(key) && (value as []).length === 0);
  return {
    format: goldenFormat,
    scheme: goldenScheme,
    capture,
    layout,
    ...Object.fromEntries(
      Object.entries(all)
        .filter(([key, value]) => !isLeftOut(key, value))
        .map(([key, value]) => [key, toPlainJson(value, key)]),
    ),
  };
};
