import { defineConfig, type UserConfig } from 'tsdown';

/**
 * Peers and the runner's own modules stay imports: bundling one would load a second copy beside the app's. They are
 * listed by hand because a package that is only a devDependency would be bundled without an error.
 */
const PEERS = [/^onnxruntime-/, 'sharp', 'vitest', /^@jest\//, 'jest'];

/** What setup files load: one chunk, since each file of a package takes its time. */
const SETUP =
  /\/(matchers\/(?!index|vitest|jest|types)\w+|src\/golden\/host\/(afterSave|atCall|serializer|testName|(vitest|jest)(Save|State))|src\/reference\/(isTrace|golden\/snapshot\/inTurn))\.ts$/;

/** What observes and what that needs, also without a setup file: one chunk, too. */
const OBSERVERS =
  /\/src\/runtimes\/(builtins|hub|index|loadedSharp|mocked|observers|syncChildren|onnxruntime-node\/(onnxruntimeNode|presence|observe\/\w+)|tfjs\/(tfjs|presence|observe\/\w+))\.ts$/;

/** Comments are for the sources; those of public functions stand in the types. */
const output = {
  comments: { jsdoc: false, legal: true, annotation: true },
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      { name: 'setup', test: SETUP },
      { name: 'observers', test: OBSERVERS },
    ],
  },
};

const shared: UserConfig = {
  platform: 'node',
  target: 'node20.16',
  // pixelmatch is an ES module, which Jest's CommonJS cannot load; its notice stands in LICENSE.
  deps: { neverBundle: PEERS, onlyBundle: ['pixelmatch'] },
  fixedExtension: true,
  // A chunk named like its entry would take the entry's place: the hash keeps them apart.
  hash: true,
  sourcemap: false,
  publint: false,
};

export default defineConfig([
  {
    ...shared,
    clean: true,
    entry: {
      index: 'src/index.ts',
      matchers: 'matchers/index.ts',
      preprocess: 'src/preprocessing/index.ts',
      vitest: 'matchers/vitest.ts',
      jest: 'matchers/jest.ts',
      cli: 'src/cli/main.ts',
    },
    format: 'esm',
    outputOptions: output,
    dts: { entry: ['src/index.ts', 'matchers/index.ts', 'src/preprocessing/index.ts'] },
    // The registering entries' types are written by hand: a bundler of types drops what makes an augmentation one.
    copy: [
      { from: 'matchers/types/vitest.d.mts', to: 'dist' },
      { from: 'matchers/types/jest.d.mts', to: 'dist' },
    ],
  },
  {
    ...shared,
    clean: false,
    entry: {
      index: 'src/index.ts',
      matchers: 'matchers/index.ts',
      preprocess: 'src/preprocessing/index.ts',
      jest: 'matchers/jest.ts',
    },
    format: 'cjs',
    dts: { entry: ['src/index.ts', 'matchers/index.ts', 'src/preprocessing/index.ts'] },
    // Jest's CommonJS cannot import(): our own chunks and the optional peers are required instead.
    outputOptions: { ...output, dynamicImportInCjs: false },
    copy: [{ from: 'matchers/types/jest.d.cts', to: 'dist' }],
  },
]);
