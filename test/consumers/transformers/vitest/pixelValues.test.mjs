import { fileURLToPath } from 'node:url';
import { AutoImageProcessor, env, RawImage } from '@huggingface/transformers';
import { expect, test } from 'vitest';

env.allowRemoteModels = false;
env.localModelPath = fileURLToPath(new URL('../models/', import.meta.url));
const image = 'photos/china.jpg';
const recipe = '../models/tiny-clip/preprocessor_config.json';

test("names the kernel of the library's own resize, which is not that of Python", async () => {
  const processor = await AutoImageProcessor.from_pretrained('tiny-clip');
  const { pixel_values } = await processor(await RawImage.read(image));
  const message = await expect(pixel_values)
    .toHavePreprocessing(recipe, { image })
    .then(
      () => 'passed',
      (error) => error.message,
    );
  expect(message).toMatch(/the kernel is transformers\.js\/\S+ .*, the recipe says pillow\/bicubic/);
  expect(message).toMatch(/\nFix, with @huggingface\/transformers /);
});
