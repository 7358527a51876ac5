import { createRequire } from 'node:module';
import path from 'node:path';
import { ExrayError } from '../../errors.ts';
import { unobserved } from './observe/tfjsWatch.ts';
import type { Tf } from './tf.ts';

/** Packages that load models, the one with the fastest backend first, with the script that each begins with. */
const PACKAGES: readonly [string, RegExp][] = [
  ['@tensorflow/tfjs-node', /[\\/]@tensorflow[\\/]tfjs-node[\\/]dist[\\/]index\.js$/],
  ['@tensorflow/tfjs-node-gpu', /[\\/]@tensorflow[\\/]tfjs-node-gpu[\\/]dist[\\/]index\.js$/],
  ['@tensorflow/tfjs', /[\\/]@tensorflow[\\/]tfjs[\\/]dist[\\/]tf\.node\.js$/],
];

/**
 * The tfjs that loads a model's file: the copy that the app has loaded, else the first that the project resolves.
 *
 * @throws ExrayError `tfjs-missing`, `tfjs-broken`
 */
export const loadLibrary = (): Tf => {
  const require = createRequire(path.join(process.cwd(), 'package.json'));
  const loaded = Object.keys(require.cache);
  const file =
    firstOf(([, script]) => loaded.find((one) => script.test(one) && require.cache[one]?.loaded)) ??
    firstOf(([name]) => resolved(require, name));
  if (file === undefined) {
    throw new ExrayError('tfjs-missing', {
      what: 'tfjs is not installed',
      why: `exray runs tfjs models with it, and ${process.cwd()} resolves none of ${PACKAGES.map(([name]) => name).join(', ')}`,
      fix: 'Run `npm install --save-dev @tensorflow/tfjs` (or @tensorflow/tfjs-node)',
    });
  }
  try {
    return unobserved(() => require(file) as Tf);
  } catch (cause) {
    throw new ExrayError(
      'tfjs-broken',
      {
        what: `tfjs can't be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : cause}`,
        why: `${path.relative(process.cwd(), file)} is what the project resolves`,
        fix: 'Check that a script that only requires it runs here',
      },
      { cause },
    );
  }
};

const firstOf = (find: (one: readonly [string, RegExp]) => string | undefined): string | undefined => {
  for (const one of PACKAGES) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
};

const resolved = (require: NodeJS.Require, name: string): string | undefined => {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
};
