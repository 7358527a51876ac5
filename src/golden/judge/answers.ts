import { realValues } from '../../tensor/realValues.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { GoldenContext } from '../../verdicts/comparison.ts';
import type { Golden } from '../golden.ts';

/** The largest entry of each output on both sides, where the two differ in it: what a model answers. */
export const answers = (expected: Golden, now: Golden): GoldenContext['answers'] =>
  expected.outputs.flatMap(({ id, value, hash }) => {
    const output = now.outputs.find((each) => each.id === id);
    const [was, is] = [largest(value), largest(output?.value)];
    if (!output || output.hash === hash || !was || !is) return [];
    return [{ id, was, is }];
  });

/** What the app returned, where both hold it and it changed. */
export const resultChange = ({ result: was }: Golden, { result: is }: Golden): Pick<GoldenContext, 'result'> =>
  was === undefined || is === undefined || JSON.stringify(was) === JSON.stringify(is) ? {} : { result: { was, is } };

/** Index and value of the largest of a list of scores; nothing of pictures, boxes and single numbers. */
const largest = (tensor: Tensor | undefined): readonly [number, number] | undefined => {
  if (!tensor || tensor.dtype === 'string') return undefined;
  const isList = tensor.shape.length <= 2 && tensor.data.length > 1 && tensor.shape.at(-1) === tensor.data.length;
  if (!isList) return undefined;
  const values = realValues(tensor);
  let at = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[at] as number)) at = i;
  return [at, values[at] as number];
};
