import type { Size } from '../pixels/pixels.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { round } from '../recipe/round.ts';
import { sideOf, sizeOf } from '../recipe/sizeOf.ts';
import type { Box } from './plan.ts';
import { isInside, outside } from './planCrop.ts';

/** Which part of the decoded image a recipe resizes. */
export const planSource = (recipe: Recipe, image: Size): Box => {
  const { sourceCrop } = recipe;
  const { width, height } = image;
  if (sourceCrop === undefined) return { x: 0, y: 0, width, height };
  switch (sourceCrop.kind) {
    case 'central-fraction': {
      // tensorflow 2.21, image_ops_impl.py: central_crop.
      const margin = (n: number): number => Math.trunc((n - n * sourceCrop.fraction) / 2);
      const [x, y] = [margin(width), margin(height)];
      return { x, y, width: width - 2 * x, height: height - 2 * y };
    }
    case 'central-square': {
      const side = Math.max(Math.trunc(sourceCrop.fraction * Math.min(width, height)), 1);
      return centered(image, { width: side, height: side }, sourceCrop.offset);
    }
    case 'central-aspect': {
      const target = sizeOf(recipe);
      const wanted = {
        width: Math.max(Math.min(width, Math.trunc((height * target.width) / target.height)), 1),
        height: Math.max(Math.min(height, Math.trunc((width * target.height) / target.width)), 1),
      };
      return centered(image, wanted, sourceCrop.offset);
    }
    case 'padded-square': {
      const { fround } = Math;
      const target = Math.max(sizeOf(recipe).width, sizeOf(recipe).height);
      const share = fround(target / (target + sideOf(sourceCrop.padding, recipe)));
      const side = Math.max(Math.trunc(fround(share * fround(Math.min(width, height)))), 1);
      return centered(image, { width: side, height: side }, 'ceil');
    }
    case 'box': {
      const { x, y } = sourceCrop;
      const box = { x, y, width: sourceCrop.width, height: sourceCrop.height };
      if (!isInside(box, image)) throw outside('sourceCrop', box, image, 'the image');
      return box;
    }
  }
};

const centered = (image: Size, part: Size, offset: Parameters<typeof round>[1]): Box => ({
  x: round((image.width - part.width) / 2, offset),
  y: round((image.height - part.height) / 2, offset),
  ...part,
});
