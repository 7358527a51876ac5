import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { captureInference } from '../../../src/runtimes/onnxruntime-node/capture.ts';
import { inferModel } from '../../../src/runtimes/onnxruntime-node/infer.ts';
import { loadLibrary } from '../../../src/runtimes/onnxruntime-node/library.ts';
import { openSession } from '../../../src/runtimes/onnxruntime-node/native.ts';
import { noiseFloor } from '../../../src/runtimes/onnxruntime-node/noiseFloor.ts';
import { replayModel } from '../../../src/runtimes/onnxruntime-node/replay.ts';
import { inferEffnet, layersOf, modelFile } from './effnet.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ort-format-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const options = { capture: 'deployed', layers: 'all', maxBytes: 2 ** 30 } as const;

describe('a model in ORT format', () => {
  it('is recorded with all of its layers, and says why it cannot be replayed', async () => {
    const file = path.join(folder, 'model.ort');
    openSession(loadLibrary().Native, modelFile('effnet-lite0-trunc'), {
      optimizedModelFilePath: file,
      graphOptimizationLevel: 'basic',
      extra: { session: { save_model_format: 'ORT' } },
    }).dispose();
    const { inputs } = await inferEffnet('effnet-lite0-trunc');
    const inference = await inferModel({ path: file }, inputs, {});
    for (const capture of ['deployed', 'original'] as const) {
      const trace = await captureInference(inference, { ...options, capture });
      const layers = await layersOf(trace);
      expect(layers).toHaveLength(32);
      expect(layers.at(-1)?.tensor).toEqual(inference.outputs.features);
      expect(await replayModel({ path: file }, trace)).toEqual({
        reason: 'a model in ORT format has no graph that can be cut',
      });
    }
  });
});

describe('the noise floor of a healthy float model', () => {
  it('is known for each stored tensor, and small', async () => {
    const floors = await noiseFloor(await inferEffnet('effnet-lite0-trunc'), options);
    expect(floors.size).toBe(32);
    expect(Math.max(...floors.values())).toBeLessThan(1e-6);
  });
});
