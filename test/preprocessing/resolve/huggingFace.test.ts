import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../../src/formats/byteSource.ts';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { resolveRecipe } from '../../../src/preprocessing/resolve/resolveRecipe.ts';
import { scratchFolder } from '../../trace/traces.ts';
import { allTensors, expectedFolder, nrmse } from '../expected.ts';

const folder = fileURLToPath(new URL('../../../fixtures/preprocessing/hugging-face/', import.meta.url));
const cases = readdirSync(folder).filter((name) => !name.includes('.'));

describe('the path of a preprocessor_config.json is a recipe', () => {
  const file = readFileSync(join(folder, 'tensors.safetensors'));
  test.each(cases)('that gives what transformers gives: %s', async (name) => {
    const tensors = await allTensors(bytesInMemory(file, 'tensors'));
    const made = Object.entries(tensors).filter(([key]) => key.startsWith(`${name}/`));
    expect(made).toHaveLength(2);
    for (const [key, right] of made) {
      const image = join(expectedFolder, 'images', key.split('/')[1] as string);
      const tensor = await preprocess(image, join(folder, name, 'preprocessor_config.json'));
      expect(tensor.shape, key).toEqual(right.shape);
      expect(nrmse(tensor, right), key).toBeLessThanOrEqual(1e-6);
    }
  });

  const recipeOf = (config: unknown): Promise<unknown> => {
    const at = scratchFolder();
    writeFileSync(join(at, 'preprocessor_config.json'), typeof config === 'string' ? config : JSON.stringify(config));
    return resolveRecipe('preprocessor_config.json', at);
  };

  test('in the form of processor_config.json, too', async () => {
    const at = scratchFolder();
    writeFileSync(
      join(at, 'processor_config.json'),
      JSON.stringify({ image_processor: { image_processor_type: 'CLIPImageProcessorFast' } }),
    );
    expect(await resolveRecipe('processor_config.json', at)).toMatchObject({
      size: { width: 224, height: 224 },
      resize: { to: 'short-side', side: { times: 224, per: 224, rounding: 'half-even' }, other: 'trunc' },
      kernel: 'pillow/bicubic',
    });
  });

  test('of ConvNext, which stretches from 384 on', async () => {
    const recipe = await recipeOf({ image_processor_type: 'ConvNextImageProcessor', size: { shortest_edge: 384 } });
    expect(recipe).toMatchObject({ size: 384, resize: { to: 'size' } });
    expect(recipe).not.toHaveProperty('crop');
  });

  test.each([
    [
      { image_processor_type: 'Swin2SRImageProcessor' },
      'preprocessor_config.json: Swin2SRImageProcessor is an image processor that exray does not know. Known are those of CLIP, Bit, ViT, Siglip, DeiT, Beit, ConvNext, EfficientNet, MobileNetV1, MobileNetV2.',
    ],
    [
      { image_processor_type: 'ViTImageProcessor', do_pad: true, pad_size: 32 },
      'preprocessor_config.json: do_pad, pad_size are keys that exray does not know. What is unknown may change the tensor, so it is not passed over.',
    ],
    [
      { image_processor_type: 'ViTImageProcessor', image_men: [0, 0, 0] },
      'preprocessor_config.json: image_men is a key that exray does not know. What is unknown may change the tensor, so it is not passed over. Did you mean image_mean?',
    ],
    [
      { image_processor_type: 'ViTImageProcessor', size: { shortest_edge: 800, longest_edge: 1333 } },
      'size is {"shortest_edge":800,"longest_edge":1333}. A recipe knows { shortest_edge }, { height, width }, or one number.',
    ],
    [{ image_processor_type: 'ViTImageProcessor', resample: 9 }, 'resample is 9, and Pillow has 0 to 5.'],
    [{ image_processor_type: 'ViTImageProcessor', image_std: [1, 0, 1] }, 'preprocessor_config.json: std.1 is 0.'],
    [{ model_type: 'vit' }, "is neither an image processor's configuration nor a recipe."],
    ['{', 'preprocessor_config.json is no JSON.'],
    [[1], "is neither an image processor's configuration nor a recipe."],
  ])('and refused where it says what no recipe can: %j', async (config, message) => {
    await expect(recipeOf(config)).rejects.toThrow(
      expect.objectContaining({ code: 'bad-recipe', message: expect.stringContaining(message) }),
    );
  });

  test('whose file is missing', async () => {
    await expect(resolveRecipe('nowhere/preprocessor_config.json')).rejects.toThrow(
      "exray: the recipe's file nowhere/preprocessor_config.json can't be read (ENOENT). Give the path of a preprocessor_config.json or of a recipe kept as JSON, or the name of a preset.",
    );
  });
});
