import { asInteger } from '../compare/asInteger.ts';
import { permute } from '../tensor/permute.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What a model says of one of its inputs; unknown sides are null. */
export interface InputSignature {
  name: string;
  dtype: Tensor['dtype'];
  shape: readonly (number | null)[];
}

/** Deployed inputs under the reference's names, or the names that found no partner. */
export interface PairedInputs {
  inputs: Record<string, Tensor>;
  /** Reference inputs that nothing was found for. */
  missing: InputSignature[];
  /** Deployed inputs that the reference does not take. */
  left: string[];
}

/**
 * Gives the deployed inputs the reference model's names and layout. Equal names first; what is left pairs only where one
 * input on each side has the dtype and the shape for it, never by position.
 */
export const pairInputs = (
  deployed: Readonly<Record<string, Tensor>>,
  signature: readonly InputSignature[],
): PairedInputs => {
  const inputs: Record<string, Tensor> = {};
  const open = signature.filter((wanted) => {
    const given = deployed[wanted.name];
    const fitted = given && asTaken(given, wanted);
    if (fitted) inputs[wanted.name] = fitted;
    return !fitted;
  });
  const left = Object.keys(deployed).filter((name) => !(name in inputs));
  const missing: InputSignature[] = [];
  for (const wanted of open) {
    const candidates = left.filter((name) => asTaken(deployed[name] as Tensor, wanted));
    const rivals = open.filter((other) => candidates.some((name) => asTaken(deployed[name] as Tensor, other)));
    const only = candidates.length === 1 && rivals.length === 1 ? (candidates[0] as string) : undefined;
    if (only === undefined) missing.push(wanted);
    else {
      inputs[wanted.name] = asTaken(deployed[only] as Tensor, wanted) as Tensor;
      left.splice(left.indexOf(only), 1);
    }
  }
  return { inputs, missing, left };
};

/**
 * The tensor as the model takes it: as it is, with its image layout turned, or its integers in 32 bits for 64 (tfjs has no
 * others); undefined where it does not fit.
 */
const asTaken = (tensor: Tensor, wanted: InputSignature): Tensor | undefined => {
  const given = isWidened(tensor, wanted) ? asInteger(tensor, wanted.dtype) : tensor;
  if (given?.dtype !== wanted.dtype) return undefined;
  if (fits(given.shape, wanted.shape)) return given;
  for (const axes of [
    [0, 3, 1, 2],
    [0, 2, 3, 1],
  ]) {
    const turned = axes.map((axis) => given.shape[axis] ?? -1);
    if (given.shape.length === 4 && isImage(given.shape, turned) && fits(turned, wanted.shape))
      return permute(given, axes);
  }
  return undefined;
};

const isWidened = (...[{ dtype: one }, { dtype: other }]: readonly [Tensor, InputSignature]): boolean =>
  (one === 'int32' && other === 'int64') || (one === 'int64' && other === 'int32');

const fits = (shape: readonly number[], wanted: readonly (number | null)[]): boolean =>
  wanted.length === 0 && shape.length > 0
    ? false
    : shape.length === wanted.length && wanted.every((side, axis) => side === null || side === shape[axis]);

/** A layout may be turned only where one of the two has its channels where images have them. */
const isImage = (shape: readonly number[], turned: readonly number[]): boolean =>
  [shape[3], shape[1], turned[3], turned[1]].some((channels) => channels === 1 || channels === 3 || channels === 4);
