import { canvas } from './canvas.ts';
import { exray } from './exray.ts';
import type { Fix } from './fix.ts';
import { sharp } from './sharp.ts';
import { tfjs } from './tfjs.ts';
import { transformersJs } from './transformersJs.ts';

/** The rack: libraries that a recipe can be written in. */
export const fixes: readonly Fix[] = [sharp, canvas, tfjs, transformersJs, exray];
