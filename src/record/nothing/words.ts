import { bytesText, pathLabel } from '../inference/summary.ts';
import type { Facts } from './facts.ts';

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `2 inferences of models/a.onnx and 1 inference of a model of 83 bytes`. */
export const listed = (inferences: Facts['outside']): string =>
  inferences
    .map(({ count, model: { path, size, name } }) => {
      const of =
        path !== undefined
          ? pathLabel(path)
          : name !== undefined
            ? `the model ${name}`
            : size !== undefined
              ? `a model of ${bytesText(size)}`
              : 'a model that is not known';
      return `${plural(count, 'inference')} of ${of}`;
    })
    .slice(0, 4)
    .join(' and ');

/** `onnxruntime-node 1.30.0`. */
export const named = ({ runtime, version }: Facts['presences'][number]): string =>
  version === undefined ? runtime : `${runtime} ${version}`;
