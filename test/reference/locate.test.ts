import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { locate } from '../../src/reference/locate.ts';

test('a relative path begins at the test file, then at the working directory', async () => {
  const near = await locate('../../fixtures/models/effnet-lite0-trunc.onnx', import.meta.dirname);
  expect(near).toEqual({
    path: resolve('fixtures/models/effnet-lite0-trunc.onnx'),
    isFolder: false,
    label: 'fixtures/models/effnet-lite0-trunc.onnx',
  });
  expect(await locate('fixtures/models', import.meta.dirname)).toMatchObject({
    isFolder: true,
    label: 'fixtures/models',
  });
});

test('a URL is a path', async () => {
  const url = pathToFileURL(resolve('fixtures/models/effnet-lite0-trunc.onnx'));
  expect((await locate(url, undefined)).label).toBe('fixtures/models/effnet-lite0-trunc.onnx');
});

test('a missing reference says where it was looked for and how one is made', async () => {
  const error = await locate('reference/china.safetensors', import.meta.dirname).catch((thrown: Error) => thrown);
  expect((error as Error).message).toMatchInlineSnapshot(`
    "exray: the reference reference/china.safetensors does not exist.
    Looked in test/reference and the working directory.
    Give the path of a model (.onnx) or of a trace, or make one where the model was trained:
      npx exray python > exray_trace.py
      import exray_trace
      exray_trace.from_torch(module, {"images": images}).save("reference/china.safetensors")"
  `);
});
