import { createRequire } from 'node:module';
import path from 'node:path';
import { ExrayError } from '../../errors.ts';
import { unobserved } from './observe/tfjsWatch.ts';
import type { Tf } from './tf.ts';

/** Packages that load models, the one with the fastest backend first. */
const PACKAGES = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs'];

/**
 * The tfjs of this project: the package that the app has loaded, else the first that the project resolves.
 *
 * @throws ExrayError `tfjs-missing`, `tfjs-broken`
 */
export const loadLibrary = (): Tf => {
  const require = createRequire(path.join(process.cwd(), 'package.json'));
  const resolved = PACKAGES.flatMap((name) => {
    try {
      return [{ name, file: require.resolve(name) }];
    } catch {
      return [];
    }
  });
  const used = resolved.find(({ file }) => require.cache[file] !== undefined) ?? resolved[0];
  if (used === undefined) {
    throw new ExrayError('tfjs-missing', {
      what: 'tfjs is not installed',
      why: `exray runs tfjs models with it, and ${process.cwd()} resolves none of ${PACKAGES.join(', ')}`,
      fix: 'Run `npm install --save-dev @tensorflow/tfjs` (or @tensorflow/tfjs-node)',
    });
  }
  try {
    return unobserved(() => require(used.file) as Tf);
  } catch (cause) {
    throw new ExrayError(
      'tfjs-broken',
      {
        what: `${used.name} can't be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : cause}`,
        fix: `Check that a script that only requires ${used.name} runs here`,
      },
      { cause },
    );
  }
};
