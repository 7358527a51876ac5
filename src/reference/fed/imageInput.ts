import { ExrayError } from '../../errors.ts';
import { nearest } from '../../options.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Trace } from '../../trace/trace.ts';

/** The smallest side of a picture: a mask of 1 x 1 x 4 x 4 is none. */
const SMALLEST = 8;

/**
 * The input of a trace that holds an image: the one named, the only one that looks like one, or the only one there is.
 *
 * @throws ExrayError `image-input` where none or several could be meant, or where the name is no input
 */
export const imageInput = ({ inputs }: Pick<Trace, 'inputs'>, named?: string): { name: string; tensor: Tensor } => {
  const names = Object.keys(inputs);
  const of = (name: string) => ({ name, tensor: inputs[name] as Tensor });
  if (named !== undefined) {
    if (Object.hasOwn(inputs, named)) return of(named);
    const near = nearest(named, names);
    throw new ExrayError('image-input', {
      what: `The model has no input ${JSON.stringify(named)}`,
      fix: near === undefined ? `Its inputs are ${names.join(', ')}` : `Did you mean ${JSON.stringify(near)}?`,
    });
  }
  const images = names.filter((name) => looksLikeImage(inputs[name] as Tensor));
  const numbers = names.filter((name) => inputs[name]?.dtype !== 'string');
  const [only, ...others] = images.length > 0 ? images : numbers;
  if (only !== undefined && others.length === 0) return of(only);
  const listed = names.map((name) => `${name} ${described(inputs[name] as Tensor)}`).join(', ');
  throw new ExrayError('image-input', {
    what:
      images.length > 1
        ? `${images.length} inputs of the model look like images: ${images.join(', ')}`
        : `No input of the model looks like an image: ${listed || 'it has none'}`,
    fix: `Name the one that is meant: { input: ${JSON.stringify(only ?? 'images')} }`,
  });
};

/** Four sides, few channels, values that pixels may have: not token ids and not masks of 64-bit integers. */
const looksLikeImage = ({ dtype, shape }: Tensor): boolean => {
  if (!/^(b?float|u?int8$|u?int16$|int32$)/.test(dtype) || shape.length < 4) return false;
  const [a, b, c] = shape.slice(-3) as [number, number, number];
  const isChannels = (side: number) => side === 1 || side === 3 || side === 4;
  return (isChannels(a) && Math.min(b, c) >= SMALLEST) || (isChannels(c) && Math.min(a, b) >= SMALLEST);
};

const described = ({ dtype, shape }: Tensor): string => `${dtype}[${shape.join(', ')}]`;
