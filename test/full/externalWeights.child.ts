// Makes a model with 1 GB of external weights (or another number of MB, or with its weights in the model's own file),
// records it, reads every layer, replays it, and prints what that took as JSON.
// usage: node --import jiti/register externalWeights.child.ts FOLDER [MB] [inline]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
} from '../../src/formats/onnx/schema_pb.ts';
import { onnxruntimeNode } from '../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import { outputDrift } from '../../src/runtimes/outputDrift.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { buildModelProto, floats, type NodeSketch } from '../formats/onnx/buildModel.ts';

const [folder = '', megabytes = '1024', where = 'external'] = process.argv.slice(2);
const LAYERS = 8;
const WIDTH = 1024;
const inner = Math.round((Number(megabytes) * 2 ** 20) / 4 / WIDTH / LAYERS / 2);

// Pairs of matrices 1024 -> inner -> 1024 with a Relu between.
const nodes: NodeSketch[] = [];
for (let layer = 0; layer < LAYERS; layer++) {
  const x = layer === 0 ? 'x' : `y${layer - 1}`;
  nodes.push(['MatMul', [x, `up${layer}`], [`h${layer}`]], ['Relu', [`h${layer}`], [`r${layer}`]]);
  nodes.push(['MatMul', [`r${layer}`, `down${layer}`], [`y${layer}`]]);
}
const model = buildModelProto({ nodes, inputs: { x: ['float32', [1, WIDTH]] }, outputs: [`y${LAYERS - 1}`] });
const bytes = WIDTH * inner * 4;
const isInline = where === 'inline';
const source = { path: path.join(folder, 'model.onnx') };
if (isInline) fs.writeFileSync(source.path, toBinary(ModelProtoSchema, model));
const file = isInline ? fs.openSync(source.path, 'a') : fs.openSync(path.join(folder, 'weights.bin'), 'w');
const part = new Float32Array(1 << 20);
for (let index = 0; index < LAYERS * 2; index++) {
  const up = index % 2 === 0;
  const pairs = { location: 'weights.bin', offset: index * bytes, length: bytes };
  const weight = create(TensorProtoSchema, {
    name: `${up ? 'up' : 'down'}${index >> 1}`,
    dims: (up ? [WIDTH, inner] : [inner, WIDTH]).map(BigInt),
    dataType: 1,
  });
  for (let i = 0; i < part.length; i++) part[i] = Math.sin(i * 0.37 + index) / Math.sqrt(up ? WIDTH : inner);
  if (isInline) {
    weight.rawData = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += part.byteLength)
      weight.rawData.set(new Uint8Array(part.buffer, 0, Math.min(part.byteLength, bytes - at)), at);
    // A second occurrence of the graph is joined with the first.
    const graph = create(GraphProtoSchema, { initializer: [weight] });
    fs.writeSync(file, toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph })));
    continue;
  }
  weight.dataLocation = 1;
  weight.externalData = Object.entries(pairs).map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value: String(value) }),
  );
  model.graph?.initializer.push(weight);
  for (let written = 0; written < bytes; written += part.byteLength)
    fs.writeSync(file, new Uint8Array(part.buffer, 0, Math.min(part.byteLength, bytes - written)));
}
fs.closeSync(file);
if (!isInline) fs.writeFileSync(source.path, toBinary(ModelProtoSchema, model));

const temporary = () => fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`exray-${process.pid}-`)).length;
const rssBefore = process.memoryUsage().rss;
const inference = await onnxruntimeNode.infer(source, { x: floats([1, WIDTH]) }, {});
const result: Record<string, unknown> = { megabytes: Number(megabytes), rssBefore };
for (const capture of ['deployed', 'original'] as const) {
  const trace = await onnxruntimeNode.capture(inference, { capture, layers: 'all', maxBytes: 2 ** 30 });
  const { layers } = await trace.layers.list();
  const values = new Map<string, Tensor>(Object.entries(trace.inputs));
  for await (const { id, tensor } of trace.layers.read()) values.set(id, tensor);
  result[capture] = {
    layers: values.size - 1,
    weights: layers.flatMap(({ weights }) => weights).length,
    notes: trace.notes,
  };
  if (capture === 'deployed') continue;
  const replay = await onnxruntimeNode.replay(source, trace);
  if ('reason' in replay) throw new Error(replay.reason);
  const pieces = await replay.plan([...values].map(([id, { dtype, shape }]) => ({ id, dtype, shape })));
  const own = await replay.run(pieces, values);
  await replay.close();
  result.pieces = own.size;
  result.worstOwn = Math.max(...[...own].map(([id, tensor]) => outputDrift(values.get(id) as Tensor, tensor)));
}
result.temporary = temporary();
result.peakRss = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify(result));
