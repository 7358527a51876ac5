import { readFile } from 'node:fs/promises';
import type { Recipe } from './recipe.ts';

export const readHuggingFace = async (path: string, _folder?: string): Promise<Recipe> =>
  JSON.parse(await readFile(path, 'utf8'));
