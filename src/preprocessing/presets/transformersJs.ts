import type { Decode, Recipe } from '../recipe/recipe.ts';
import type { Family } from './preset.ts';
import { transformers } from './transformers.ts';

const source = '@huggingface/transformers 4.3.1 in Node, RawImage.read and its image processors';

/** sharp turns pictures upright and converts profiles, as `RawImage.read` has it do. */
const decode: Decode = { orientation: 'exif', icc: 'applied', alpha: 'dropped', like: 'sharp' };

const clip: Recipe = {
  ...transformers['transformers/clip'].recipe,
  decode,
  kernel: 'transformers.js/bicubic',
  crop: { at: 'center', offset: 'trunc', zeros: 'trunc' },
};

export const transformersJs = {
  'transformers.js/clip': {
    usedBy: 'CLIPImageProcessor of transformers.js in Node: its own resize, 15 of 255 rms from that of Python',
    source,
    recipe: clip,
  },
  'transformers.js/vit': {
    usedBy: 'ViTImageProcessor of transformers.js in Node: likewise',
    source,
    recipe: { ...transformers['transformers/vit'].recipe, decode, kernel: 'transformers.js/bilinear' },
  },
} satisfies Family;
