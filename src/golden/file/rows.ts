import { sketchSize } from '../../sketch/sketch.ts';
import { type DType, elementCount } from '../../tensor/tensor.ts';
import type { GoldenGrid, GoldenTensor } from '../golden.ts';
import { sampleCount } from '../samplePositions.ts';
import { brokenGolden } from './goldenErrors.ts';
import type { GoldenMetadata } from './goldenMetadata.ts';
import { type ReadTable, table } from './table.ts';

/** What the metadata say of a row. */
export interface StoredRow {
  id: string;
  dtype: DType;
  shape: readonly number[];
}

/** A tensor by its row in the tables. */
export type RowOf = (row: number) => GoldenTensor;

/** Reads the tables that have a row for each tensor. */
export const rowsOf = (
  rows: readonly StoredRow[],
  { grids, unsampled }: GoldenMetadata,
  label: string,
  read: ReadTable,
): RowOf => {
  const count = rows.length;
  const sketches = table<Float32Array>('sketch', 'float32', [count, sketchSize], label, read);
  const samples = table<Float32Array>('samples', 'float32', [count, sampleCount], label, read);
  const numbers = table<Float64Array>('statistics', 'float64', [count, 4], label, read);
  const hashes = table<Uint8Array>('hash', 'uint8', [count, 8], label, read);
  const exponents = exponentsOf('exponent', count, label, read);
  const nonFinite = nonFiniteOf(count, label, read);
  const gridOf = readGrids(grids, rows, label, read);
  const left = new Set(unsampled);
  return (row) => {
    const stored = rows[row];
    if (stored === undefined) throw brokenGolden(label, { what: `has no row ${row}` });
    const elements = elementCount(stored.shape);
    const isText = stored.dtype === 'string';
    const [min, max, mean, rms] = numbers.subarray(row * 4) as unknown as [number, number, number, number];
    const quantization = gridOf.get(row);
    return {
      ...stored,
      hash: Buffer.from(hashes.subarray(row * 8, row * 8 + 8)).toString('hex'),
      statistics: { count: elements, min, max, mean, rms, ...(nonFinite.get(row) ?? allFinite) },
      sketch: sketches.slice(row * sketchSize, isText ? row * sketchSize : (row + 1) * sketchSize),
      ...exponents(row),
      samples: samples.slice(
        row * sampleCount,
        row * sampleCount + (isText || left.has(row) ? 0 : Math.min(elements, sampleCount)),
      ),
      ...(quantization && { quantization }),
    };
  };
};

const allFinite = { nan: 0, positiveInfinity: 0, negativeInfinity: 0, firstNonFinite: -1 };

const nonFiniteOf = (count: number, label: string, read: ReadTable) => {
  const byRow = new Map<number, typeof allFinite>();
  if (read('nonFinite') === undefined) return byRow;
  const values = Array.from(table<BigInt64Array>('nonFinite', 'int64', [undefined, 5], label, read), Number);
  for (let i = 0; i < values.length; i += 5) {
    const [row, nan, positiveInfinity, negativeInfinity, firstNonFinite] = values.slice(i, i + 5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (row < 0 || row >= count) throw brokenGolden(label, { what: `counts values of row ${row}, which is none` });
    byRow.set(row, { nan, positiveInfinity, negativeInfinity, firstNonFinite });
  }
  return byRow;
};

/** The powers of two that were taken out of sums; a table only where there are any. */
export const exponentsOf = (key: string, count: number, label: string, read: ReadTable) => {
  const values = read(key) === undefined ? undefined : table<Int32Array>(key, 'int32', [count], label, read);
  return (row: number): { exponent?: number } => {
    const exponent = values?.[row] ?? 0;
    return exponent === 0 ? {} : { exponent };
  };
};

/** The scales of all rows lie one behind the other. */
const readGrids = (
  grids: GoldenMetadata['grids'],
  rows: readonly StoredRow[],
  label: string,
  read: ReadTable,
): ReadonlyMap<number, GoldenGrid> => {
  const byRow = new Map<number, GoldenGrid>();
  if (grids.length === 0) return byRow;
  const count = grids.reduce((sum, [, scales]) => sum + scales, 0);
  const scale = table<Float32Array>('grid/scale', 'float32', [count], label, read);
  const zeroPoint = table<Int32Array>('grid/zeroPoint', 'int32', [count], label, read);
  let at = 0;
  for (const [row, scales, axis] of grids) {
    const shape = rows[row]?.shape ?? [];
    const fits = scales === 1 || (axis !== undefined && shape.at(axis) === scales);
    if (rows[row] === undefined || scales === 0 || !fits)
      throw brokenGolden(label, { what: `has ${scales} scales for row ${row}, which do not fit it` });
    byRow.set(row, {
      scale: Array.from(scale.subarray(at, at + scales)),
      zeroPoint: Array.from(zeroPoint.subarray(at, at + scales)),
      ...(axis === undefined ? {} : { axis }),
    });
    at += scales;
  }
  return byRow;
};
