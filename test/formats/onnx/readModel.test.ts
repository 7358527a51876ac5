import fs from 'node:fs';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { isExrayError } from '../../../src/errors.ts';
import { fingerprints } from '../../../src/formats/onnx/fingerprints.ts';
import { graphOf } from '../../../src/formats/onnx/graph.ts';
import { quantizationKind } from '../../../src/formats/onnx/quantizationKind.ts';
import { readModel } from '../../../src/formats/onnx/readModel.ts';
import { ModelProtoSchema } from '../../../src/formats/onnx/schema_pb.ts';
import { weightsDType } from '../../../src/formats/onnx/weightsDType.ts';
import { mutations } from './mutations.ts';

const fixture = (name: string) => fs.readFileSync(new URL(`../../../fixtures/models/${name}`, import.meta.url));
const text = (value: string) => new TextEncoder().encode(value);

describe('a model file is read', () => {
  it.each(['effnet-lite0-trunc.onnx', 'effnet-lite0-trunc-int8.onnx', 'effnet-lite0-trunc-torch-export.onnx'])(
    '%s, and written back without losing what exray does not know',
    (name) => {
      const bytes = fixture(name);
      const model = readModel(bytes);
      const again = toBinary(ModelProtoSchema, model);
      expect(again.length).toBe(bytes.length);
      const restored = fromBinary(ModelProtoSchema, again);
      expect(restored.graph?.node.length).toBe(model.graph?.node.length);
      expect(Buffer.compare(toBinary(ModelProtoSchema, restored), again)).toBe(0);
    },
  );
});

describe('what is no model is said to be what it is', () => {
  const lfs =
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32\nsize 12345\n';
  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(), 'exray: m.onnx is empty. Export or download the model again.'],
    [
      'a Git LFS pointer',
      text(lfs),
      'exray: m.onnx is a Git LFS pointer, not a model. The repository was cloned without its large files. Run `git lfs pull` (in CI: check out with LFS enabled).',
    ],
    [
      'a page',
      text('<!doctype html><html><body>Not found</body></html>'),
      'exray: m.onnx is text, not an ONNX model. A download may have returned a page instead of a file. Download the model again.',
    ],
    [
      'a zip',
      text('PK\x03\x04 and so on and on'),
      'exray: m.onnx is a zip archive, not an ONNX model. Unpack it first, or export the model to ONNX.',
    ],
    [
      'a TensorFlow Lite model',
      text('\x1c\0\0\0TFL3\x14\0\x20\0'),
      'exray: m.onnx is a TensorFlow Lite model, not ONNX. Give an ONNX file.',
    ],
    [
      'an ORT-format model',
      text('\x1c\0\0\0ORTM\x14\0\x20\0'),
      'exray: m.onnx is in ORT format, which holds no ONNX graph. ORT format is what onnxruntime loads on small devices, already optimized. Give the .onnx file that it was made from.',
    ],
    [
      'other bytes',
      Uint8Array.of(0, 1, 2, 3, 255, 254, 253),
      'exray: m.onnx is not an ONNX model. Its bytes are no ONNX protobuf message. Check the path, or export the model again.',
    ],
    [
      'a truncated model',
      fixture('effnet-lite0-trunc.onnx').subarray(0, 200_000),
      'exray: m.onnx is truncated: its last part ends after byte 200000. A download or a copy stopped early. Copy or download the model again.',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => readModel(bytes, 'm.onnx')).toThrow(message);
  });
});

describe('damaged bytes', () => {
  it('are refused or read, never a crash, an endless loop or a giant allocation (2,000 mutations)', () => {
    const original = fixture('effnet-lite0-trunc-int8.onnx');
    const before = process.memoryUsage().rss;
    let refused = 0;
    for (const bytes of mutations(original, 2000)) {
      try {
        const graph = graphOf(readModel(bytes));
        quantizationKind(graph);
        weightsDType(graph, {});
        const weightsOf = fingerprints(graph, {});
        for (const node of graph.nodes.slice(0, 4)) weightsOf(node);
      } catch (error) {
        if (!isExrayError(error)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 2 ** 20);
  });
});
