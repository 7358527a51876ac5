import { permute } from '../../tensor/permute.ts';
import { placeOf } from '../../tensor/placeOf.ts';
import { realValues } from '../../tensor/realValues.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Finding } from '../../verdicts/comparison.ts';
import { moments } from '../metrics/moments.ts';
import { type InputDifference, inputFinding } from './inputFinding.ts';

/** Numbers on which two computations of one input agree: the tolerance of float32 layers. */
const ROUNDING = 1e-5;
/** What decoders and resizers of other libraries make of one picture: up to 1.7 of 255 levels, root mean square. */
const LIBRARY = 1.7 / 255;

/** Pixels, features, embeddings: the drift decides. */
export function compareNumbers(
  name: string,
  deployed: Tensor,
  reference: Tensor,
  isImage: boolean,
  limit?: number,
): InputDifference | undefined {
  if (deployed.shape.join() !== reference.shape.join()) return otherShape(name, deployed, reference, limit);
  const [one, other] = [realValues(deployed), realValues(reference)];
  const { count, squaredDifference, maxAbs, min, max, nonFinite } = moments(one, other);
  if (nonFinite !== undefined) {
    const { position, deployed: found, reference: expected } = nonFinite;
    const place = `[${placeOf(position, reference.shape).join(', ')}]`;
    const finding = inputFinding('input-non-finite', name, found, expected, {
      position: place,
      count: nonFinite.count,
    });
    return { finding, isNote: false };
  }
  const range = max - min || Math.max(1, Math.abs(max));
  const drift = Math.sqrt(squaredDifference / Math.max(1, count)) / range;
  if (!(drift > Math.min(ROUNDING, limit ?? ROUNDING))) return undefined;
  const tolerance = limit ?? (isImage ? LIBRARY : ROUNDING);
  const isNote = drift <= tolerance;
  const finding = inputFinding(isNote ? 'input-library' : 'input-values', name, drift, 0, {
    drift,
    tolerance,
    ...(limit !== undefined && isNote && { allowed: limit }),
    maxAbs,
    ...(isNote ? {} : { ...likely(one, other, reference.shape, range) }),
  });
  return { finding, isNote };
}

/** Another shape: the other layout of the same picture is none of the app's faults, another picture in it is. */
function otherShape(name: string, deployed: Tensor, reference: Tensor, limit?: number): InputDifference {
  const shapes = (kind: string, evidence: Finding['evidence'], isNote: boolean): InputDifference => ({
    finding: inputFinding(kind, name, [...deployed.shape], [...reference.shape], evidence),
    isNote,
  });
  const axes = [
    [0, 3, 1, 2],
    [0, 2, 3, 1],
  ].find(
    (order) =>
      deployed.shape.length === 4 && order.map((axis) => deployed.shape[axis]).join() === reference.shape.join(),
  );
  if (axes === undefined) return shapes('input-shape', {}, false);
  const layout = axes[1] === 3 ? 'NHWC' : 'NCHW';
  const values = compareNumbers(name, permute(deployed, axes), reference, true, limit);
  if (values === undefined) return shapes('input-layout', { layout }, true);
  return { ...values, finding: { ...values.finding, evidence: { ...values.finding.evidence, layout } } };
}

/** What explains the whole difference, if one of the two commonest mistakes does: channels reversed, or other scaling. */
function likely(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
  shape: readonly number[],
  range: number,
): Finding['evidence'] {
  const reversed = reversedChannels(one, shape);
  if (reversed !== undefined && driftOf(reversed, other, range) <= LIBRARY) return { likely: 'channels-reversed' };
  const { scale, offset } = lineThrough(other, one);
  const fitted = Float32Array.from(other, (value) => value * scale + offset);
  const explained = driftOf(fitted, one, Math.abs(scale) * range || 1);
  return explained <= LIBRARY && Math.abs(scale) > 1e-9 ? { likely: 'scaled', scale, offset } : {};
}

const driftOf = (one: ArrayLike<number>, other: ArrayLike<number>, range: number): number =>
  Math.sqrt(moments(one, other).squaredDifference / other.length) / range;

/** The picture with its three channels in the other order. */
function reversedChannels(values: ArrayLike<number>, shape: readonly number[]): Float32Array | undefined {
  const axis = [1, 3].find((at) => shape[at] === 3 && shape.length === 4);
  if (axis === undefined) return undefined;
  const inner = axis === 3 ? 1 : (shape[2] as number) * (shape[3] as number);
  return Float32Array.from({ length: values.length }, (_, index) => {
    const channel = Math.floor(index / inner) % 3;
    return values[index + (2 - 2 * channel) * inner] as number;
  });
}

/** Least squares: `to = from * scale + offset`. */
function lineThrough(from: ArrayLike<number>, to: ArrayLike<number>): { scale: number; offset: number } {
  let [sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0];
  for (let index = 0; index < from.length; index++) {
    const [x, y] = [from[index] as number, to[index] as number];
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  const spread = from.length * sumXX - sumX ** 2;
  const scale = spread > 0 ? (from.length * sumXY - sumX * sumY) / spread : 0;
  return { scale, offset: (sumY - scale * sumX) / Math.max(1, from.length) };
}
