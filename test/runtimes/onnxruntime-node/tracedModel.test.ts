import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
} from '../../../src/formats/onnx/schema_pb.ts';
import { captureInference } from '../../../src/runtimes/onnxruntime-node/capture.ts';
import { inferModel } from '../../../src/runtimes/onnxruntime-node/infer.ts';
import { buildModelProto, floats } from '../../formats/onnx/buildModel.ts';
import { inferEffnet, layersOf } from './effnet.ts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'traced-model-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

/** Two models whose weights lie in a file beside them: the .onnx files are equal, byte by byte. */
const externalModel = (name: string, scale: number): string => {
  const folder = path.join(root, name);
  fs.mkdirSync(folder, { recursive: true });
  const model = buildModelProto({
    nodes: [['MatMul', ['x', 'w'], ['y']]],
    inputs: { x: ['float32', [1, 16]] },
    outputs: ['y'],
  });
  const pairs = { location: 'weights.bin', offset: '0', length: '1024' };
  model.graph?.initializer.push(
    create(TensorProtoSchema, {
      name: 'w',
      dims: [16n, 16n],
      dataType: 1,
      dataLocation: 1,
      externalData: Object.entries(pairs).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
    }),
  );
  const weights = floats([16, 16]).data as Float32Array;
  fs.writeFileSync(path.join(folder, 'weights.bin'), new Uint8Array(weights.map((value) => value * scale).buffer));
  fs.writeFileSync(path.join(folder, 'model.onnx'), toBinary(ModelProtoSchema, model));
  return path.join(folder, 'model.onnx');
};

const record = async (file: string) =>
  captureInference(await inferModel({ path: file }, { x: floats([1, 16]) }, {}), {
    capture: 'deployed',
    layers: 'all',
    maxBytes: 2 ** 30,
  });

describe('the sha256 of a model', () => {
  it('counts the weights that lie in another file', async () => {
    const [one, two, three] = [externalModel('one', 1), externalModel('two', 1.01), externalModel('three', 1)];
    expect(fs.readFileSync(one)).toEqual(fs.readFileSync(two));
    const hashes = [];
    for (const file of [one, two, three]) hashes.push((await record(file)).model.sha256);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[2]).toBe(hashes[0]);
    expect(hashes[1]).not.toBe(hashes[0]);
  });

  it('and its layers change when only that file is written again', async () => {
    const file = externalModel('changing', 1);
    const before = await record(file);
    const [layer] = await layersOf(before);
    externalModel('changing', 20.5);
    fs.utimesSync(path.join(path.dirname(file), 'weights.bin'), 1, 1);
    const after = await record(file);
    const [changed] = await layersOf(after);
    expect(after.model.sha256).not.toBe(before.model.sha256);
    expect(changed?.tensor.data).toEqual(after.outputs.y?.data);
    expect(changed?.tensor.data).not.toEqual(layer?.tensor.data);
  });
});

describe('the layout of a trace', () => {
  it.each([['effnet-lite0-trunc'], ['effnet-lite0-trunc-int8']])('%s has the channels first', async (name) => {
    const inference = await inferEffnet(name);
    const trace = await captureInference(inference, { capture: 'original', layers: 'all', maxBytes: 2 ** 30 });
    expect(trace.layout).toBe('NCHW');
  });

  it('is not known without pictures, and where a provider may have turned the graph', async () => {
    expect((await record(externalModel('flat', 1))).layout).toBe('unknown');
    const inference = await inferEffnet('effnet-lite0-trunc');
    const turned = { ...inference, sessionOptions: { executionProviders: ['webgpu'] } };
    const options = { capture: 'deployed', layers: 'all', maxBytes: 2 ** 30 } as const;
    expect((await captureInference(turned, options)).layout).toBe('unknown');
  });
});
