import { test } from 'vitest';
import { install, passed, project, vitest } from './harness.ts';
import { transformers } from './installations.ts';

test('the models of a library that brings onnxruntime-node along are recorded', async () => {
  const at = await install('transformers', transformers);
  passed(await vitest(at, project(at, 'transformers')), 2);
});
