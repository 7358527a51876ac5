import { ExrayError } from '../errors.ts';
import { dtypeOfArray } from '../tensor/dtypeOfArray.ts';
import { elementCount, type Tensor } from '../tensor/tensor.ts';
import { layersInMemory } from '../trace/layers.ts';
import type { Layer, LayerInfo, Trace } from '../trace/trace.ts';
import type { NamedArrays } from './reference.ts';

/**
 * A trace of named arrays: values without a graph. A name of an input or output of the deployed model is that input or
 * output; `input/<name>`, `layer/<id>` and `output/<name>` say it themselves.
 *
 * @throws ExrayError `reference-arrays` where an array has no data or another size than its shape.
 */
export const namedArrays = (arrays: NamedArrays, deployed?: Pick<Trace, 'inputs' | 'outputs'>): Trace => {
  const inputs: Record<string, Tensor> = {};
  const outputs: Record<string, Tensor> = {};
  const layers: Layer[] = [];
  for (const [key, array] of Object.entries(arrays)) {
    const tensor = tensorOf(key, array);
    const [, kind, name] = /^(input|layer|output)\/(.+)$/s.exec(key) ?? [undefined, undefined, key];
    if (kind === 'input' || (kind === undefined && deployed && name in deployed.inputs))
      inputs[name as string] = tensor;
    else if (kind === 'output' || (kind === undefined && deployed && name in deployed.outputs))
      outputs[name as string] = tensor;
    if (kind !== 'input' && !((name as string) in inputs))
      layers.push({ id: name as string, op: '', inputs: [], tensor });
  }
  return {
    model: { format: 'arrays' },
    runtime: { name: 'arrays', version: '', provider: '', isa: '' },
    capture: 'original',
    layout: 'unknown',
    inputs,
    outputs,
    layers: layersInMemory({ layers: layers.map(infoOf), unseen: [] }, layers),
    notes: [],
  };
};

const infoOf = ({ id, tensor }: Layer): LayerInfo => ({
  id,
  op: '',
  output: 0,
  inputs: [],
  weights: [],
  attributes: {},
  dtype: tensor.dtype,
  shape: tensor.shape,
});

const tensorOf = (key: string, array: NamedArrays[string]): Tensor => {
  const { data, shape } = array ?? {};
  const isData = Array.isArray(data) || (ArrayBuffer.isView(data) && 'length' in data);
  if (!isData || !Array.isArray(shape) || elementCount(shape) !== data.length) {
    throw new ExrayError('reference-arrays', {
      what: `the reference's array ${key} is no tensor`,
      why: isData
        ? `It has ${data.length} values for the shape [${String(shape)}]`
        : 'It has no `data` (a typed array) and `shape`',
      fix: 'Give each array as { data: Float32Array, shape: [1, 3, 224, 224] }',
    });
  }
  return 'dtype' in array ? (array as Tensor) : { dtype: dtypeOfArray(data), shape, data };
};
