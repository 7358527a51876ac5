import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import type { Tf } from '../../../src/runtimes/tfjs/tf.ts';

/** What tfjs-node has beyond tfjs itself, as far as tests use it. */
export interface TfNode {
  decodeImage(bytes: Uint8Array, channels?: number): ReturnType<Tf['tensor3d']>;
  loadSavedModel(folder: string, tags?: string[], signature?: string): Promise<TfSavedModel>;
}

export interface TfSavedModel {
  inputs: { name: string }[];
  outputs: { name: string }[];
  predict(inputs: unknown): unknown;
  dispose(): void;
}

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** Where `npm run tfjs-node` puts it (scripts/tfjsNode/where.mjs), or the folder that the environment names. */
const folder = resolve(project, process.env.EXRAY_TFJS_NODE || '.tfjs-node');

/** The folder in whose node_modules tfjs-node lies, where it is there and its binding was built. */
export const tfjsNodeFolder: string | undefined = existsSync(
  join(folder, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'),
)
  ? folder
  : undefined;

/** Why tests of tfjs-node are skipped, and how they are not. */
const skipped = 'skipped, tfjs-node is not there: `npm run tfjs-node` installs it';

/** The package, as an app in that folder requires it: its own copy of tfjs, on backend `tensorflow`. */
export const loadTfjsNode = (): Tf & { node: TfNode } => {
  if (tfjsNodeFolder === undefined) throw new Error(skipped);
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  return createRequire(join(tfjsNodeFolder, 'package.json'))('@tensorflow/tfjs-node');
};

/** `describe` for what needs tfjs-node: counted as skipped where it is not there, with a line that says so. */
export const describeTfjsNode = (title: string, tests: () => void): void => {
  if (tfjsNodeFolder !== undefined) {
    describe(title, tests);
    return;
  }
  console.warn(`${title}: ${skipped}`);
  describe.skip(`${title} (${skipped})`, tests);
};
