import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { layersInMemory } from '../../src/trace/layers.ts';
import type { Layer, LayerInfo, LayerList, Trace } from '../../src/trace/trace.ts';

/** A folder that is removed when the test ends. */
export const scratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'exray-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A trace of these layers, with as little else as a trace can have. */
export const traceOf = (layers: Layer[], rest: Partial<Trace> & { list?: Partial<LayerList> } = {}): Trace => {
  const { list, ...others } = rest;
  const infos = layers.map(
    ({ id, op, inputs, tensor }): LayerInfo => ({
      id,
      op,
      inputs,
      output: 0,
      weights: [],
      attributes: {},
      dtype: tensor.dtype,
      shape: tensor.shape,
    }),
  );
  return {
    model: { format: 'onnx' },
    runtime: { name: 'onnxruntime-node', version: '1.30.0', provider: 'cpu', isa: 'x64' },
    capture: 'deployed',
    layout: 'NCHW',
    inputs: {},
    outputs: {},
    layers: layersInMemory({ layers: infos, unseen: [], ...list }, layers),
    notes: [],
    ...others,
  };
};

/** Everything of a trace, its layers read. */
export const wholeTrace = async (trace: Trace) => {
  const layers: Layer[] = [];
  for await (const layer of trace.layers.read()) layers.push(layer);
  return { ...trace, layers, list: await trace.layers.list() };
};
