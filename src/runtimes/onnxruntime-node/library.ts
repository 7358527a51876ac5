import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ExrayError } from '../../errors.ts';
import { type NativeBinding, type NativeConstructor, unwrapped } from './native.ts';

/** The copy of onnxruntime-node that exray uses: the app's own where it has loaded one. */
export interface OrtLibrary {
  Native: NativeConstructor;
  version: string;
}

const OLDEST = [1, 21];
const BINDING = 'onnxruntime_binding.node';
let found: OrtLibrary | undefined;

/**
 * Finds onnxruntime-node: the copy that this process has loaded, else the one that the project resolves.
 *
 * @throws ExrayError `ort-missing` where there is none, `ort-too-old` below 1.21, `ort-broken` where it can't be loaded
 */
export const loadLibrary = (): OrtLibrary => {
  found ??= findLibrary();
  return found;
};

const findLibrary = (): OrtLibrary => {
  const loaded = Object.keys(realModule()._cache).find((file) => file.endsWith(BINDING));
  const folder = loaded ? packageFolder(loaded) : packageFolder(resolveFromProject());
  const require = createRequire(path.join(folder, 'package.json'));
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 1 || (major === 1 && minor < (OLDEST[1] as number))) throw tooOld(version);
  const { binding, initOrt } = loadBinding(require, folder);
  initOrt(); // harmless when the app's first session did it
  return { Native: unwrapped(binding.InferenceSession), version };
};

/** Node's own module registry: test runners give their contexts another one, but addons are loaded by this. */
const realModule = (): { _cache: Record<string, { exports: unknown }> } =>
  (process.getBuiltinModule?.('module') ?? createRequire(path.join(process.cwd(), 'x.js'))('module')) as never;

const resolveFromProject = (): string => {
  try {
    return createRequire(path.join(process.cwd(), 'package.json')).resolve('onnxruntime-node');
  } catch (cause) {
    throw new ExrayError(
      'ort-missing',
      {
        what: 'onnxruntime-node is not installed',
        why: `exray runs ONNX models with it, and ${process.cwd()} does not resolve it`,
        fix: 'Run `npm install --save-dev onnxruntime-node`',
      },
      { cause },
    );
  }
};

/** The package's folder, from a file inside it. */
const packageFolder = (file: string): string => {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest) && JSON.parse(fs.readFileSync(manifest, 'utf8')).name === 'onnxruntime-node')
      return folder;
    if (folder === path.dirname(folder)) throw broken(new Error(`no package.json of onnxruntime-node above ${file}`));
  }
};

const loadBinding = (require: NodeJS.Require, folder: string): { binding: NativeBinding; initOrt: () => void } => {
  try {
    return require(path.join(folder, 'dist', 'binding.js')) as never;
  } catch (cause) {
    throw broken(cause);
  }
};

const broken = (cause: unknown): ExrayError =>
  new ExrayError(
    'ort-broken',
    {
      what: `onnxruntime-node can't be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : cause}`,
      fix: 'Check that a script that only imports onnxruntime-node runs here',
    },
    { cause },
  );

const tooOld = (version: string): ExrayError =>
  new ExrayError('ort-too-old', {
    what: `onnxruntime-node ${version} is too old`,
    why: 'Before 1.21 it does not write the graph that it optimized, so its layers cannot be seen',
    fix: 'Install onnxruntime-node 1.22 or newer',
  });
