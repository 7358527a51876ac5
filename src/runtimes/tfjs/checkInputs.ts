import { ExrayError } from '../../errors.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { SignatureInput } from './signature.ts';

/** Checks that inputs are those of a model, so that its runtime's own words are not needed. */
export const checkInputs = (
  label: string,
  inputs: Readonly<Record<string, Tensor>>,
  signature: readonly SignatureInput[],
): void => {
  const why = `It takes ${signature.map(shown).join(', ') || 'no input'}`;
  const problem = (code: string, what: string, fix: string) => new ExrayError(code, { what, why, fix });
  for (const [name, { dtype, shape, data }] of Object.entries(inputs)) {
    const wanted = signature.find((one) => one.name === name);
    if (!wanted) throw problem('input-unknown', `${label} has no input ${name}`, 'Give the inputs by these names');
    const given = `${label}: input ${name} is ${shown({ name: '', dtype, shape })}`;
    if (dtype !== wanted.dtype) throw problem('input-type', given, `Give ${name} as ${wanted.dtype}`);
    const fits =
      shape.length === wanted.shape.length && wanted.shape.every((side, axis) => side === null || side === shape[axis]);
    if (!fits && wanted.shape.length > 0)
      throw problem('input-shape', given, `Give ${name} in the shape that the model takes`);
    if (data.length !== elementCount(shape)) {
      throw problem(
        'input-shape',
        `${given} but has ${data.length} values, not ${elementCount(shape)}`,
        'Give data and shape that belong together',
      );
    }
  }
  const missing = signature.filter(({ name }) => !(name in inputs)).map(({ name }) => name);
  if (missing.length > 0)
    throw problem('input-missing', `${label} was not given its input ${missing.join(', ')}`, 'Give every input');
};

const shown = ({ name, dtype, shape }: SignatureInput): string =>
  `${name} ${dtype} [${shape.map((side) => side ?? '?').join(', ')}]`.trim();
