import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { preprocess } from '../../src/preprocessing/preprocess.ts';
import { recipes } from '../../src/preprocessing/presets/recipes.ts';
import { type Installation, install, project, runNode } from './harness.ts';
import { production } from './installations.ts';

const photo = fileURLToPath(new URL('../../fixtures/photos/chelsea-301x227.jpg', import.meta.url));

describe('a server installed with --omit=dev', () => {
  let at: Installation;
  let bare: Installation;
  beforeAll(async () => {
    at = await install('production', production.dependencies, production.devDependencies);
    bare = await install('production-without-sharp', {}, production.devDependencies);
  });

  const answerOf = async (installation: Installation, file: string, as: string) => {
    const folder = project(installation, 'production', {}, as);
    const { code, output } = await runNode(installation, folder, join(folder, file), [photo]);
    expect(output).toMatch(/^\{.*\}\n$/);
    expect(code).toBe(0);
    return JSON.parse(output) as Record<'encoded' | 'pixels' | 'hooks', Record<string, unknown>>;
  };

  test.each(['app.mjs', 'app.cjs'])(
    'preprocesses as the tests do, and nothing of a test is there: %s',
    async (file) => {
      const { encoded, pixels, hooks } = await answerOf(at, file, `production-${file.slice(4)}`);
      const { data } = await preprocess(photo, { ...recipes['torchvision/imagenet-v2'], size: 96 });
      const digest = await crypto.subtle.digest('SHA-256', data as Float32Array<ArrayBuffer>);
      expect(encoded).toEqual({ dtype: 'float32', shape: [1, 3, 96, 96], hash: Buffer.from(digest).toString('hex') });
      expect(pixels).toMatchObject({ dtype: 'float32', shape: [1, 3, 96, 96] });
      expect(hooks).toEqual([]);
      const installed = readdirSync(join(at.folder, 'node_modules'));
      expect(installed.filter((name) => ['fast-check', 'vitest', 'jest', 'onnxruntime-node'].includes(name))).toEqual(
        [],
      );
    },
  );

  test.each(['app.mjs', 'app.cjs'])(
    'says what to install where sharp is missing, and takes pixels: %s',
    async (file) => {
      expect(readdirSync(join(bare.folder, 'node_modules'))).not.toContain('sharp');
      const { encoded, pixels } = await answerOf(bare, file, `production-${file.slice(4)}`);
      expect(encoded).toEqual({
        code: 'sharp-missing',
        message:
          'exray: sharp is not installed. exray decodes images with it. Run `npm install sharp`, or give decoded pixels as { data, width, height, channels }.',
      });
      expect(pixels).toEqual((await answerOf(at, file, `production-pixels-${file.slice(4)}`)).pixels);
    },
  );
});
