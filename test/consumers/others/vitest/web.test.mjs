import { readFileSync } from 'node:fs';
import { record } from 'exray';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'vitest';

test('says that onnxruntime-web is not observed yet', async () => {
  const session = await InferenceSession.create(readFileSync(new URL('../model.onnx', import.meta.url)));
  const feeds = { x: new Tensor('float32', new Float32Array(4), [1, 4]) };
  await expect(record(() => session.run(feeds))).rejects.toThrow(
    /record saw no inference in .*onnxruntime-web is loaded \(.*\/onnxruntime-web\/dist\/.*\), and exray does not observe it yet\. Run the model through onnxruntime-node in the test, or record its file with recordModel\.$/,
  );
});
