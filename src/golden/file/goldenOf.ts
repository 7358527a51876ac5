import { type DType, elementCount, type Tensor } from '../../tensor/tensor.ts';
import { fromStoredTensor } from '../../trace/storedTensor.ts';
import type { Golden, GoldenLayer, GoldenTensor } from '../golden.ts';
import { brokenGolden } from './goldenErrors.ts';
import type { GoldenMetadata } from './goldenMetadata.ts';
import { floorsOf, profilesOf } from './layerTables.ts';
import { type RowOf, rowsOf, type StoredRow } from './rows.ts';
import type { ReadTable } from './table.ts';

/** Puts a golden together from the parts of its file; whatever does not fit together is an error. */
export const goldenOf = (metadata: GoldenMetadata, label: string, read: ReadTable): Golden => {
  const { inputs, layers, outputs, capture, layout, chosen, names, image, result, recipe } = metadata;
  const dtypeOf = lookup(metadata.dtypes, 'dtype', label);
  const stored = storedRows(metadata, dtypeOf);
  const row = rowsOf(stored, metadata, label, read);
  for (const named of [inputs, layers, outputs])
    refuseTwice(
      named.map(([id]) => id),
      label,
    );
  return withoutUndefined({
    model: withoutUndefined(metadata.model),
    runtime: withoutUndefined(metadata.runtime),
    capture,
    layout,
    inputs: inputs.map((_, i) => row(i)),
    inputSha256: Object.fromEntries(inputs.map(([id, , , sha256]) => [id, sha256])),
    layers: layersOf(metadata, row, dtypeOf, label, read),
    chosen,
    names,
    outputs: outputsOf(metadata, row, stored.length - ownRows(outputs), label, read),
    image: image?.map(withoutUndefined),
    result,
    recipe,
  }) as Golden;
};

/** exactOptionalPropertyTypes: a member that is not there is left out. */
const withoutUndefined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

const lookup =
  <T>(list: readonly T[], what: string, label: string) =>
  (index: number): T => {
    if (index < list.length) return list[index] as T;
    throw brokenGolden(label, { what: `has no ${what} ${index}` });
  };

const ownRows = (outputs: GoldenMetadata['outputs']): number => outputs.filter((output) => output.length === 3).length;

/** Inputs, then layers, then the outputs that have a row of their own. */
const storedRows = (
  { inputs, layers, outputs }: GoldenMetadata,
  dtypeOf: (index: number) => DType,
): readonly StoredRow[] =>
  [...inputs, ...layers, ...outputs].flatMap(([id, dtype, shape]) =>
    shape === undefined ? [] : [{ id, dtype: dtypeOf(dtype), shape }],
  );

const layersOf = (
  metadata: GoldenMetadata,
  row: RowOf,
  dtypeOf: (index: number) => DType,
  label: string,
  read: ReadTable,
): GoldenLayer[] => {
  const { inputs, layers, storedAs } = metadata;
  const opOf = lookup(metadata.ops, 'op', label);
  const idOf = lookup(
    [...inputs, ...layers].map(([id]) => id),
    'row',
    label,
  );
  const casts = new Map(storedAs);
  const floors = floorsOf(layers.length, label, read);
  const profiles = profilesOf(metadata, label, read);
  return layers.map(([, , , op, reads], i) => {
    const cast = casts.get(i);
    return withoutUndefined({
      ...row(inputs.length + i),
      op: opOf(op),
      inputs: reads.map((input) => (typeof input === 'number' ? idOf(input) : input)),
      storedAs: cast === undefined ? undefined : dtypeOf(cast),
      ...floors(i),
      profile: profiles.get(i),
    }) as GoldenLayer;
  });
};

const outputsOf = (
  { outputs }: GoldenMetadata,
  row: RowOf,
  firstOwn: number,
  label: string,
  read: ReadTable,
): (GoldenTensor & { value?: Tensor })[] => {
  let own = firstOwn;
  return outputs.map((output) => {
    const { quantization: _, ...tensor } = row(output.length === 3 ? own++ : output[1]);
    const raw = read(`output/${output[0]}`);
    return { ...tensor, id: output[0], ...(raw && { value: rawOutput(tensor, raw, label) }) };
  });
};

const rawOutput = ({ id, dtype, shape }: GoldenTensor, stored: Tensor, label: string): Tensor => {
  const wrong = (why: string) => brokenGolden(label, { what: `holds the output ${id} wrongly`, why });
  try {
    const tensor = stored.dtype === dtype ? stored : fromStoredTensor(stored, dtype, shape);
    if (tensor.shape.join() === shape.join() && tensor.data.length === elementCount(shape)) return tensor;
  } catch (error) {
    throw wrong((error as Error).message);
  }
  throw wrong(`its shape is [${stored.shape.join(', ')}], not [${shape.join(', ')}]`);
};

const refuseTwice = (ids: readonly string[], label: string): void => {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw brokenGolden(label, { what: `holds ${JSON.stringify(id)} twice` });
    seen.add(id);
  }
};
