import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as exray from '../../../src/preprocessing/index.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

/** A folder from which the libraries of the development installation are found. */
const folder = fileURLToPath(new URL('../../../node_modules/.exray-fixes', import.meta.url));

type App = (image: string, own: typeof exray) => Promise<{ data: Float32Array; dims: number[] }>;

/** The lines of a fix in an app: a module of their own, run by Node as it is. */
export async function pasted(lines: readonly string[], name: string): Promise<App> {
  const imports = lines.filter((line) => line.startsWith('import '));
  const code = [
    "import sharp from 'sharp';",
    "import { createCanvas, loadImage } from '@napi-rs/canvas';",
    // Built packages are the consumers' business: here the entry is its source.
    'export async function app(image, own) {',
    ...imports.map((line) => line.replace(/import (.*) from 'exray\/preprocess';/, 'const $1 = own;')),
    ...lines.filter((line) => !line.startsWith('import ')),
    'return { data, dims };',
    '}',
  ];
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name.replaceAll(/[^\w-]+/g, '-')}.mjs`);
  await writeFile(path, code.join('\n'));
  const { app } = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { app: App };
  return app;
}

/** What such an app feeds. */
export async function fedBy(
  lines: readonly string[],
  name: string,
  image: string,
  dtype: Tensor['dtype'],
): Promise<Tensor> {
  const app = await pasted(lines, name);
  const { data, dims } = await app(image, exray);
  return { dtype, shape: dims, data };
}
