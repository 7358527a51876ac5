import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tfjsArtifacts } from './tfjsArtifacts.ts';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const models = 'fixtures/models';

describe('the TensorFlow.js models that tests make of ONNX files', () => {
  test('the full graph model has the bytes that the converter wrote', () => {
    const { weightData } = tfjsArtifacts(`${models}/tfjs-graph`, `${models}/effnet-lite0.onnx`);
    expect(sha256(new Uint8Array(weightData))).toBe('4146869a2344a44fefedce3188eeba2ad283fd2cd1ed472bb63c3e6da0870fac');
  });

  test.each(['tfjs-graph-trunc', 'tfjs-layers-trunc'])('%s has the bytes of its file', (name) => {
    const { weightData } = tfjsArtifacts(`${models}/${name}`, `${models}/effnet-lite0-trunc.onnx`);
    expect(sha256(new Uint8Array(weightData))).toBe(sha256(readFileSync(`${models}/${name}/group1-shard1of1.bin`)));
  });
});
