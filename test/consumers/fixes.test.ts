import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { recipes } from '../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../src/preprocessing/recipe/recipe.ts';
import type { FixLibrary } from '../../src/report/fixes/fix.ts';
import { fixCode } from '../../src/report/fixes/fixAsCode.ts';
import { type Installation, install, passed, project, vitest } from './harness.ts';
import { tensorflow, transformers } from './installations.ts';

const photo = 'chelsea.png';

/** What the library's users have imported already. */
const imports: Partial<Record<FixLibrary, string>> = {
  '@tensorflow/tfjs': `import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';`,
  '@huggingface/transformers': `import { Tensor } from '@huggingface/transformers';
import sharp from 'sharp';`,
};

/** An app that is nothing but a fix, and a test that judges what it feeds. */
const files = (library: FixLibrary, wanted: Readonly<Record<string, Recipe>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(wanted).flatMap(([name, recipe], i) => {
      const code = fixCode(recipe, [], library);
      expect(code.obstacle).toBeUndefined();
      const fed =
        library === '@huggingface/transformers'
          ? '{ data: pixel_values.data, shape: pixel_values.dims }'
          : '{ data, shape: dims }';
      const app = [
        imports[library],
        'export async function fed(image) {',
        ...code.lines.map((line) => `  ${line}`),
        `  return ${fed};`,
        '}',
      ];
      const test = `import { expect, test } from 'vitest';
import { fed } from '../app/app${i}.mjs';

test(${JSON.stringify(name)}, async () => {
  const image = ${JSON.stringify(photo)};
  await expect(await fed(image)).toHavePreprocessing(${JSON.stringify(recipe)}, { image });
});
`;
      return [
        [`app/app${i}.mjs`, app.join('\n')],
        [`vitest/app${i}.test.mjs`, test],
      ];
    }),
  );

const pasted = async (at: Installation, library: FixLibrary, wanted: Readonly<Record<string, Recipe>>) => {
  const folder = project(at, 'fixes', files(library, wanted));
  cpSync(fileURLToPath(new URL(`../../fixtures/photos/${photo}`, import.meta.url)), join(folder, photo));
  passed(await vitest(at, folder), Object.keys(wanted).length);
};

const named = (...names: string[]): Record<string, Recipe> =>
  Object.fromEntries(names.map((name) => [name, recipes[name] as Recipe]));

describe('fixes that are pasted into an app feed what the recipe makes', () => {
  test('with TensorFlow.js', async () => {
    await pasted(await install('tensorflow', tensorflow), '@tensorflow/tfjs', {
      ...named('tf/resize', 'tf/slim-inception', 'tf/slim-vgg', 'tflite/float', 'opencv/blob-caffe', 'paddle/rec'),
      'a letterbox of 160': { ...(recipes['ultralytics/yolo'] as Recipe), size: 160 },
      'corners aligned': { ...(recipes['tf/resize'] as Recipe), kernel: 'tf/bilinear-align-corners' },
      'the nearest pixel': { ...(recipes['tf/resize'] as Recipe), kernel: 'tf/nearest', channels: 'BGR' },
      gray: { ...(recipes['tf/resize'] as Recipe), channels: 'gray' },
    });
  });

  test('with transformers.js, as its own pixel_values', async () => {
    await pasted(
      await install('transformers', transformers),
      '@huggingface/transformers',
      named('transformers/clip', 'transformers/vit', 'transformers/siglip', 'transformers/dinov2'),
    );
  });
});
