import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SnapshotMode } from '../../../src/golden/host/host.ts';
import { record } from '../../../src/record/record.ts';
import { type CheckedSnapshot, checkSnapshot } from '../../../src/reference/golden/snapshot/checkSnapshot.ts';
import { tfjsArtifacts } from '../../compare/tfjs/tfjsArtifacts.ts';
import { jestState } from '../../golden/store/jestState.ts';

const file = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
const ONNX = file('models/effnet-lite0-trunc.onnx');

let folder: string;
let snap: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exray-tfjs-goldens-'));
  snap = join(folder, '__snapshots__', 'a.test.ts.snap');
});
afterEach(() => rmSync(folder, { recursive: true }));

const loaders = {
  'a graph model': (onnx: string) =>
    tf.loadGraphModel({ load: async () => tfjsArtifacts(file('models/tfjs-graph-trunc'), onnx) as never }),
  'a layers model': (onnx: string) =>
    tf.loadLayersModel({ load: async () => tfjsArtifacts(file('models/tfjs-layers-trunc'), onnx) as never }),
};

/** A picture of waves: rich enough that every layer has something to say. */
const picture = (): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.sin(i / 7) * Math.cos(i / 191)),
    [1, 64, 64, 3],
  );

/** One run of a test file with one golden, on a model with the weights of an ONNX file. */
const run = async (
  mode: SnapshotMode,
  load: (onnx: string) => Promise<{ predict(x: tf.Tensor): unknown; dispose(): void }>,
  onnx = ONNX,
): Promise<CheckedSnapshot> => {
  const model = await load(onnx);
  const input = picture();
  try {
    const trace = await record(() => tf.dispose(model.predict(input) as tf.Tensor));
    const state = jestState(snap, mode);
    const checked = await checkSnapshot(trace, state.host('waves'), {}, folder);
    state.save();
    return checked;
  } finally {
    input.dispose();
    model.dispose();
  }
};

describe.each(Object.entries(loaders))('the golden of %s', (_, load) => {
  test('is written once, matches afterwards, and leaves no tensor behind', async () => {
    await tf.setBackend('cpu');
    expect((await run('new', load)).outcome).toBe('written');
    const entry = readFileSync(snap, 'utf8');
    expect(entry).toMatch(/block05.project/);
    expect(entry).toMatch(/Conv2D/i);
    expect(readdirSync(join(folder, '__snapshots__/a.test.ts.layers'))).toHaveLength(1);

    const { numTensors, numBytes } = tf.memory();
    expect((await run('none', load)).outcome).toBe('matched');
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    expect(readFileSync(snap, 'utf8')).toBe(entry);
  });

  test('of one backend holds on another', async () => {
    await tf.setBackend('cpu');
    await run('new', load);
    await tf.setBackend('wasm');
    try {
      expect((await run('none', load)).outcome).toBe('matched');
    } finally {
      await tf.setBackend('cpu');
    }
  });

  test('names the layer whose weights are others', async () => {
    await tf.setBackend('cpu');
    await run('new', load);
    const checked = await run('none', load, file('models/faults/weights-scaled-0.1pct.onnx'));
    expect(checked.outcome).toBe('differs');
    expect(JSON.stringify(checked)).toMatch(/"first":\{"deployed":"[^"]*block05.depthwise/);
  });
});
