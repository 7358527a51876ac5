import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loseActivation, quantizePerTensor, retrainLayer, scaleWeights } from './faults.ts';

/** One run of the example's tests: what was done to the app before, and what its tests must say to it. */
export interface Act {
  /** What happened, and why nobody would notice without these tests. */
  story: string;
  /** Makes the fault in a copy of the example; `models` are the files that the copy runs. */
  inject?(copy: { app: string; models: string }): Promise<void>;
  /** Which of the test files, and flags, as after `npx vitest run`; left out: all that compares with references. */
  command?: readonly string[];
  /** Titles of the tests that fail, exactly these. */
  failing: readonly string[];
  /** What the failing tests' messages say. */
  says: readonly RegExp[];
  /** Git after the run: `add` stages what it wrote under `test`, `diff` shows how that differs from what was staged. */
  git?: 'add' | 'diff';
  /** Lines of the diff. */
  shows?: readonly RegExp[];
}

/** What happens to one copy of the example: a run of its tests, and where it goes on, further ones. */
export interface Scene extends Act {
  /** For the command line and file names. */
  name: string;
  /** What happened to the app, in one sentence. */
  title: string;
  /** Which of the examples; left out: the classifier on onnxruntime-node. */
  example?: 'tfjs';
  further?: readonly Act[];
}

const FLOAT = 'effnet-lite0.onnx';
const INT8 = 'effnet-lite0-int8.onnx';

/** What the messages about preprocessing say on at least one of the photos. */
const MATTERS = /It matters: top-1 is class \d+ \(.*\), with the recipe's tensor class \d+/;
const PICTURES = /Pictures: \S+-saw\.png, \S+-should-have-seen\.png and \S+-difference\.png/;

/** Titles of the example's tests, see examples/classifier/test. */
const tests = {
  layers: 'every layer of the shipped model computes what the exported one does',
  python: 'the app computes what training computed on this photo',
  palace: 'a palace is a palace',
  fed: ['china.jpg', 'chelsea.png', 'rocket.jpg'].map((name) => `${name} is fed as in training`),
  int8: 'the small model loses nowhere more than it did when it was accepted',
  golden: 'every layer is the one that was reviewed',
};

/** Titles of the tests of examples/tfjs. */
const tfjsTests = {
  palace: 'a palace is a palace',
  fed: ['china.jpg', 'chelsea.png'].map((name) => `${name} is fed as in training`),
};

/** All but the small model's test, which takes as long as all others: for faults that it does not meet. */
const EXACT_MODEL = ['classify', '-t', 'palace|fed|layer|training'];
/** What an update of a model changes. */
const RETRAINED = 'block15/project';

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
    command: EXACT_MODEL,
    inject: ({ models }) => rewrite(join(models, FLOAT), (model) => scaleWeights(model, 'block05/depthwise', 1.01)),
    failing: [tests.layers, tests.python],
    says: [/block05\/depthwise.* diverges: on the inputs that it got, its output is off by/],
  },
  {
    name: 'activation',
    title: 'A ReLU6 was lost in a conversion',
    story: 'The model still loads, runs and answers.',
    command: EXACT_MODEL,
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
    story:
      'The model is right; what it is given is not. A palace stays a palace, a missile becomes a drilling platform.',
    command: EXACT_MODEL,
    inject: ({ app }) =>
      replace(join(app, 'src/preprocess.js'), 'pixels[3 * i + channel]', 'pixels[3 * i + 2 - channel]'),
    failing: [tests.python, ...tests.fed],
    says: [/channels are BGR, the recipe says RGB; everything else agrees/, MATTERS, PICTURES],
  },
  {
    name: 'cover',
    title: "The photo is cut and resized as sharp's resize does by default",
    story:
      'The shortest line that runs, with another part of the photo and another kernel. A tiger cat turns Egyptian.',
    command: EXACT_MODEL,
    inject: ({ app }) =>
      replace(join(app, 'src/preprocess.js'), /\.extract\(.*\)\n\s*\.resize\(.*\)/, '.resize(SIZE, SIZE)'),
    failing: [tests.python, ...tests.fed],
    says: [/the picture is .*; the recipe says .*0\.875 of the shorter side/, MATTERS, PICTURES],
  },
  {
    name: 'unit-range',
    title: 'The app feeds values from 0 to 1',
    story: 'What most models take; this one was trained on (pixel - 127) / 128. The palace becomes a bell tower.',
    command: EXACT_MODEL,
    inject: ({ app }) =>
      replace(join(app, 'src/preprocess.js'), '(pixels[3 * i + channel] - 127) / 128', 'pixels[3 * i + channel] / 255'),
    failing: [tests.palace, tests.python, ...tests.fed],
    says: [/values are x \/ 255.*, the recipe says \(x - 127\) \/ 128/, MATTERS, PICTURES],
  },
  {
    name: 'golden',
    title: 'A model update, reviewed as golden layers in git',
    story: 'A golden of the healthy model is recorded by the first run of its test, and goes into git.',
    command: ['golden'],
    failing: [],
    says: [],
    git: 'add',
    further: [
      {
        story: 'Then the weight file is swapped: one layer was trained further. The photos keep their labels.',
        inject: ({ models }) => rewrite(join(models, FLOAT), (model) => retrainLayer(model, RETRAINED, 0.05)),
        command: ['golden'],
        failing: [tests.golden],
        says: [/block15\/project.* diverges: its values drifted by about/, /with -u/],
      },
      {
        story: 'The update is wanted: -u accepts it. Git shows what a reviewer of the pull request reads.',
        command: ['golden', '-u'],
        failing: [],
        says: [],
        git: 'diff',
        shows: [/^-block15\/project /m, /^\+block15\/project /m, /^ block15\/depthwise\/relu6 /m],
      },
    ],
  },
  {
    name: 'tfjs',
    title: 'The same classifier on TensorFlow.js',
    story:
      'The converted model is compared with the ONNX file that it came from: other names, other layout, fused layers.',
    example: 'tfjs',
    failing: [],
    says: [],
    further: [
      {
        story: 'Then somebody takes the line of most examples of tfjs: div(255).',
        inject: ({ app }) => replace(join(app, 'src/preprocess.js'), '.sub(127).div(128)', '.div(255)'),
        failing: [tfjsTests.palace, ...tfjsTests.fed],
        says: [/values are x \/ 255.*, the recipe says \(x - 127\) \/ 128/, MATTERS, PICTURES],
      },
      {
        story: 'Or turns the channels round, as a network that Caffe trained wants them.',
        inject: ({ app }) => replace(join(app, 'src/preprocess.js'), '.div(255)', '.reverse(-1).sub(127).div(128)'),
        failing: tfjsTests.fed,
        says: [/channels are BGR, the recipe says RGB; everything else agrees/, MATTERS, PICTURES],
      },
    ],
  },
];

const rewrite = async (file: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> => {
  const bytes = await readFile(file);
  await writeFile(file, change(bytes));
};

const replace = async (file: string, old: string | RegExp, fresh: string): Promise<void> => {
  const text = await readFile(file, 'utf8');
  if (text.replace(old, fresh) === text)
    throw new Error(`${file} no longer has the line that this scene changes: ${old}`);
  await writeFile(file, text.replace(old, fresh));
};
