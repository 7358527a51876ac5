import { sketchSize } from '../../sketch/sketch.ts';

/** Columns that add less than this share of their norm to those before them say nothing new. */
const DEPENDENT = 1e-9;

/**
 * The combination of columns that is nearest to a target, all of them sketches: Gram-Schmidt, done twice to stay
 * orthogonal. Columns that depend on earlier ones get 0.
 */
export const leastSquares = (
  columns: readonly Float64Array[],
  target: Float64Array,
): { coefficients: Float64Array; rest: Float64Array } => {
  const basis: Float64Array[] = [];
  const parts: Float64Array[] = [];
  const kept: number[] = [];
  for (const [index, column] of columns.entries()) {
    const part = new Float64Array(columns.length);
    const next = column.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const [k, direction] of basis.entries()) {
        const share = dot(direction, next);
        subtract(next, direction, share);
        part[k] = (part[k] as number) + share;
      }
    }
    const norm = Math.sqrt(dot(next, next));
    if (!(norm > DEPENDENT * Math.sqrt(dot(column, column)))) continue;
    for (let i = 0; i < sketchSize; i++) next[i] = (next[i] as number) / norm;
    part[basis.length] = norm;
    basis.push(next);
    parts.push(part);
    kept.push(index);
  }
  const rest = target.slice();
  const shares = basis.map((direction) => {
    const share = dot(direction, rest);
    subtract(rest, direction, share);
    return share;
  });
  const coefficients = new Float64Array(columns.length);
  for (let k = basis.length - 1; k >= 0; k--) {
    const share = (shares[k] as number) / ((parts[k] as Float64Array)[k] as number);
    coefficients[kept[k] as number] = share;
    for (let i = 0; i < k; i++) shares[i] = (shares[i] as number) - share * ((parts[k] as Float64Array)[i] as number);
  }
  return { coefficients, rest };
};

/** Sum of the products of two sketches' numbers. */
export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

const subtract = (from: Float64Array, direction: Float64Array, share: number): void => {
  for (let i = 0; i < from.length; i++) from[i] = (from[i] as number) - share * (direction[i] as number);
};
