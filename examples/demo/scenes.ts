import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loseActivation, quantizePerTensor, scaleWeights } from './faults.ts';

/** One run of the example's tests: what was done to the app before, and what its tests must say to it. */
export interface Scene {
  /** For the command line and file names. */
  name: string;
  /** What happened to the app, in one sentence. */
  title: string;
  /** Why nobody would notice without these tests. */
  story: string;
  /** Makes the fault in a copy of the example; `models` are the files that the copy runs. */
  inject?(copy: { app: string; models: string }): Promise<void>;
  /** Titles of the tests that fail, exactly these. */
  failing: readonly string[];
  /** What the failing tests' messages say. */
  says: readonly RegExp[];
}

const FLOAT = 'effnet-lite0.onnx';
const INT8 = 'effnet-lite0-int8.onnx';

/** Titles of the example's tests, see examples/classifier/test. */
const tests = {
  layers: 'every layer of the shipped model computes what the exported one does',
  python: 'the app computes what training computed on this photo',
  int8: 'the small model loses nowhere more than it did when it was accepted',
};

/** The healthy app first, then one fault at a time. */
export const scenes: readonly Scene[] = [
  {
    name: 'healthy',
    title: 'The app as it is',
    story: 'Nothing is wrong, and the tests say so.',
    failing: [],
    says: [],
  },
  {
    name: 'weights',
    title: 'The weights of one layer are 1 % too large',
    story: 'All photos still get their right labels.',
    inject: ({ models }) => rewrite(join(models, FLOAT), (model) => scaleWeights(model, 'block05/depthwise', 1.01)),
    failing: [tests.layers, tests.python],
    says: [/block05\/depthwise.* diverges: on the inputs that it got, its output is off by/],
  },
  {
    name: 'activation',
    title: 'A ReLU6 was lost in a conversion',
    story: 'The model still loads, runs and answers.',
    inject: ({ models }) => rewrite(join(models, FLOAT), (model) => loseActivation(model, 'block02/expand/relu6')),
    failing: [tests.layers, tests.python],
    says: [/block02\/.* diverges/],
  },
  {
    name: 'per-tensor',
    title: 'The small model was quantized with one scale per weight tensor',
    story:
      'Same file name, same labels on these photos; some layers lose far more than was accepted. A layer may lose 1.5 x ' +
      'its accepted value (2 x on a CPU whose 8-bit products saturate), and 1 quantization step in any case.',
    inject: async ({ models }) => {
      const float = await readFile(join(models, FLOAT));
      await rewrite(join(models, INT8), (model) => quantizePerTensor(model, float));
    },
    failing: [tests.int8],
    says: [/diverges/],
  },
  {
    name: 'bgr',
    title: 'The app feeds blue, green, red',
    story: 'The model is right; what it is given is not.',
    inject: ({ app }) =>
      replace(join(app, 'src/preprocess.js'), 'pixels[3 * i + channel]', 'pixels[3 * i + 2 - channel]'),
    failing: [tests.python],
    says: [/images/],
  },
];

const rewrite = async (file: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> => {
  const bytes = await readFile(file);
  await writeFile(file, change(bytes));
};

const replace = async (file: string, old: string, fresh: string): Promise<void> => {
  const text = await readFile(file, 'utf8');
  if (!text.includes(old)) throw new Error(`${file} no longer has the line that this scene changes: ${old}`);
  await writeFile(file, text.replace(old, fresh));
};
