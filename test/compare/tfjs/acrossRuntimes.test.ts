import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare } from '../../../src/compare/compare.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { fixture, photo, referenceOf, traced } from '../models.ts';
import { channelsLast, ready, type TfjsModel, tfjsModel, tfjsReference, tfjsTrace } from './tfjsModels.ts';

/** The layer that a name is about: the activation is one with what it belongs to where TensorFlow fused them. */
const layerOf = (name: string): string =>
  name
    .replace(/^PartitionedCall\//, '')
    .replace(/^(stem|block\d+)_/, '$1/')
    .replace(/[/_](relu6|conv2d)$/, '')
    .replace(/^features$/, 'block05/project');

const trunc = fixture('effnet-lite0-trunc');
const faults = (name: string): string => fixture(`faults/${name}`);
const china = photo('china.jpg');
let onnx: Awaited<ReturnType<typeof referenceOf>>;

beforeAll(async () => {
  await ready();
  onnx = await referenceOf(trunc, china);
});

describe.each([
  { name: 'tfjs-graph-trunc', count: 20 },
  { name: 'tfjs-layers-trunc', count: 32 },
])('EfficientNet-Lite0 as $name', ({ name, count }) => {
  let healthy: TfjsModel;
  let reference: Awaited<ReturnType<typeof tfjsReference>>;

  beforeAll(async () => {
    healthy = await tfjsModel(name, trunc);
    reference = await tfjsReference(healthy, channelsLast(china));
  });
  afterAll(() => reference.replay.close());

  test(`all ${count} layers pair with the ONNX file, none with another, and each is within rounding`, async () => {
    const comparison = await compare(reference.trace, onnx);
    expect(comparison).toMatchObject({ verdict: 'match', findings: [] });
    expect(comparison.layers).toHaveLength(count);
    for (const layer of comparison.layers) {
      expect(layerOf(layer.deployed)).toBe(layerOf(layer.reference));
      expect(layer.own).toBeLessThan(5e-7);
      expect(layer.drift).toBeLessThan(2e-6);
    }
  });

  test('an input of another name and layout is the same input', async () => {
    const { trace } = reference;
    const renamed = { ...trace, inputs: { 'serving_default_images:0': Object.values(trace.inputs)[0] as Tensor } };
    const { findings, verdict } = await compare(renamed, onnx);
    expect({ findings, verdict }).toEqual({ findings: [], verdict: 'match' });
  });

  test('another picture is told as such, whatever the layout', async () => {
    const trace = await tfjsTrace(healthy, channelsLast(photo('coffee.jpg')));
    const { findings, verdict } = await compare(trace, { trace: onnx.trace });
    expect(verdict).toBe('mismatch');
    expect(findings[0]).toMatchObject({ kind: 'input-values', where: 'images' });
  });

  test.each([
    ['weights-scaled-0.1pct', 'block05/depthwise'],
    ['bias-lost', 'block03/project'],
    ['dead-channel', 'block05/expand'],
    ['channels-reversed', 'block04/expand'],
  ])('%s in its weights is named at %s', async (fault, layer) => {
    const model = await tfjsModel(name, faults(fault));
    const trace = await tfjsTrace(model, channelsLast(china));
    const { verdict, layers, first } = await compare(trace, onnx);
    expect(verdict).toBe('mismatch');
    expect(layerOf(first?.deployed ?? '')).toBe(layer);
    expect(layers.filter(({ status }) => status === 'diverges')).toHaveLength(1);
  });

  test.each([
    ['weights-scaled-0.1pct', 'block05/depthwise'],
    ['bias-lost', 'block03/project'],
    ['dead-channel', 'block05/expand'],
    ['channels-reversed', 'block04/expand'],
    ['relu6-lost', 'block02/expand'],
    ['relu6-extra', 'block04/project'],
    ['skip-lost', 'block04/add'],
    ['skip-doubled', 'block02/add'],
    ['pad-symmetric-5x5', 'block03/depthwise'],
    ['float16-overflow', 'block04/project'],
  ])('it is the reference that finds %s of an ONNX file at %s', async (fault, layer) => {
    const { verdict, first } = await compare(await traced(faults(fault), 'deployed', china), reference);
    expect(verdict).toBe('mismatch');
    expect(layerOf(first?.reference ?? '')).toBe(layer);
  });

  test('it is a reference of the int8 file, and of what torch exports', async () => {
    for (const other of ['effnet-lite0-trunc-int8', 'effnet-lite0-trunc-torch-export']) {
      const comparison = await compare(await traced(fixture(other), 'deployed', china), reference);
      expect(comparison.verdict).toBe('match');
      expect(comparison.layers.length).toBeGreaterThanOrEqual(20);
    }
  });
});
