import { type Fix, line } from './fix.ts';
import { recipeCode } from './recipeCode.ts';

/** exray's own resamplers: every recipe, as exactly as its library. */
export const exray: Fix = {
  library: 'exray',
  obstacle: () => undefined,
  lines: (recipe) => {
    const { lines, expression, readsPresets } = recipeCode(recipe);
    const imported = readsPresets ? 'preprocess, recipes' : 'preprocess';
    const all = [
      'decode',
      'orientation',
      'geometry',
      'kernel',
      'colour',
      'channels',
      'values',
      'layout',
      'dtype',
      'memory',
    ] as const;
    return [
      line(`import { ${imported} } from 'exray/preprocess';`),
      ...lines.map((text) => line(text)),
      line(`const { data, shape: dims } = await preprocess(image, ${expression});`, ...all),
    ];
  },
};
