import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { install, passed, project, vitest } from './harness.ts';
import { transformers } from './installations.ts';

test('the models of a library that brings onnxruntime-node along are recorded, and its pixels judged', async () => {
  const at = await install('transformers', transformers);
  const folder = project(at, 'transformers');
  mkdirSync(join(folder, 'photos'));
  cpSync(new URL('../../fixtures/photos/china.jpg', import.meta.url), join(folder, 'photos/china.jpg'));
  passed(await vitest(at, folder), 3);
});
