import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareTraces } from '../../../src/reference/compareTraces.ts';
import { findPython, runPython } from '../../python/python.ts';
import { fixture, photo } from '../models.ts';
import { channelsLast, ready, tfjsModel, tfjsTrace } from './tfjsModels.ts';

/** Builds the Keras model that a model.json was converted from, with its weights, and records it. */
const record = (folder: string): string => `
import json, numpy as np, keras, exray_trace
from keras import layers as L
folder = ${JSON.stringify(folder)}
model = json.load(open(folder + "/model.json"))
data, at, weights = open(folder + "/group1-shard1of1.bin", "rb").read(), 0, {}
for each in model["weightsManifest"][0]["weights"]:
    count = int(np.prod(each["shape"]))
    weights[each["name"]] = np.frombuffer(data, "f4", count, at).reshape(each["shape"])
    at += 4 * count
made, last = {}, None
for layer in model["modelTopology"]["model_config"]["config"]["layers"]:
    kind, name, known = layer["class_name"], layer["name"], layer["config"]
    read = [made[node[0]] for node in (layer["inbound_nodes"] or [[]])[0]]
    conv = {key: known[key] for key in ("kernel_size", "strides", "padding") if key in known}
    if kind == "InputLayer":
        made[name] = keras.Input(known["batch_input_shape"][1:], name=name)
        continue
    new = {"Conv2D": lambda: L.Conv2D(known["filters"], name=name, **conv),
           "DepthwiseConv2D": lambda: L.DepthwiseConv2D(name=name, **conv),
           "ReLU": lambda: L.ReLU(known.get("max_value"), name=name), "Add": lambda: L.Add(name=name)}[kind]()
    made[name] = last = new(read if kind == "Add" else read[0])
    kernels = [value for key, value in weights.items() if key.startswith(name + "/") and "bias" not in key]
    if kernels:
        new.set_weights([kernels[0], weights[name + "/bias"]])
image = np.fromfile("image.f32", "f4").reshape(1, 64, 64, 3)
exray_trace.from_keras(keras.Model(made["images"], last), {"images": image}).save("keras.safetensors")
`;

const python = findPython(['numpy', 'safetensors', 'keras']);
/** A test that runs where Python has Keras; elsewhere its name says why it was skipped. */
const withKeras = (name: string, run: () => Promise<void>): void => {
  if ('reason' in python) test.skip(`${name} (skipped: ${python.reason})`, () => {});
  else test(name, run);
};

describe('a trace of the Keras model that a TensorFlow.js model was converted from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exray-keras-'));
  const inputs = channelsLast(photo('china.jpg'));
  const reference = join(folder, 'keras.safetensors');

  beforeAll(async () => {
    await ready();
    if ('reason' in python) return;
    writeFileSync(join(folder, 'image.f32'), inputs.images?.data as Float32Array);
    runPython(python.command, record(join(process.cwd(), 'fixtures/models/tfjs-layers-trunc')), folder);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  withKeras('pairs with the layers model by name, and matches', async () => {
    const trace = await tfjsTrace(await tfjsModel('tfjs-layers-trunc', fixture('effnet-lite0-trunc')), inputs);
    const { verdict, layers, findings } = await compareTraces(trace, reference);
    expect({ verdict, findings }).toEqual({ verdict: 'match', findings: [] });
    expect(layers).toHaveLength(32);
    // The last one is the output, which each side names in its own way.
    const named = layers.slice(0, -1);
    expect(named.map(({ deployed }) => deployed)).toEqual(named.map(({ reference }) => reference));
    expect(new Set(named.map(({ pairedBy }) => pairedBy))).toEqual(new Set(['equal id']));
  });

  withKeras('pairs with the graph model by values, where a converter gave other names', async () => {
    const trace = await tfjsTrace(await tfjsModel('tfjs-graph-trunc', fixture('effnet-lite0-trunc')), inputs);
    const { verdict, layers } = await compareTraces(trace, reference);
    expect(verdict).toBe('match');
    expect(layers).toHaveLength(20);
  });

  withKeras('finds lost weights where they were lost', async () => {
    const trace = await tfjsTrace(await tfjsModel('tfjs-layers-trunc', fixture('faults/bias-lost')), inputs);
    const { verdict, first } = await compareTraces(trace, reference);
    expect(verdict).toBe('mismatch');
    expect(first?.deployed).toBe('block03_project');
  });
});
