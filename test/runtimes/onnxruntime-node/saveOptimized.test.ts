import { expect, it } from 'vitest';
import { externalLocations } from '../../../src/formats/onnx/externalLocations.ts';
import { graphOf } from '../../../src/formats/onnx/graph.ts';
import { readModel } from '../../../src/formats/onnx/readModel.ts';
import { type StoredTensor, storedTensor, wholeTensor } from '../../../src/formats/onnx/tensorData.ts';
import { loadLibrary } from '../../../src/runtimes/onnxruntime-node/library.ts';
import { saveOptimized } from '../../../src/runtimes/onnxruntime-node/saveOptimized.ts';
import { modelFile } from './effnet.ts';

it.each(['effnet-lite0-trunc', 'effnet-lite0-trunc-int8'])(
  '%s is the same model whether its weights are written apart or not',
  (name) => {
    const save = (apart: boolean) => {
      const saved = saveOptimized(loadLibrary(), { path: modelFile(name) }, {}, 'extended', apart);
      const graph = graphOf(readModel(saved.bytes));
      const { path = '', data = new Uint8Array() } = saved.weights ?? {};
      const tensors = [...graph.initializers].map(([tensor, proto]) => [
        tensor,
        wholeTensor(storedTensor(proto) as StoredTensor, { files: new Map([[path, data]]) }),
      ]);
      return { saved, graph, tensors: new Map(tensors as [string, unknown][]) };
    };
    const [whole, apart] = [save(false), save(true)];
    expect(whole.saved.weights).toBeUndefined();
    expect(externalLocations(apart.graph)).toEqual([apart.saved.weights?.path]);
    expect(apart.saved.bytes.length).toBeLessThan(whole.saved.bytes.length / 2);
    expect(apart.graph.nodes.map(({ op, outputs }) => [op, outputs])).toEqual(
      whole.graph.nodes.map(({ op, outputs }) => [op, outputs]),
    );
    expect(apart.tensors).toEqual(whole.tensors);
  },
);
