import { createRequire } from 'node:module';
import { describe, expect, test, vi } from 'vitest';
import { record } from '../../../src/record/record.ts';
import { recordAll } from '../../../src/record/recordAll.ts';
import { hub } from '../../../src/runtimes/hub.ts';
import { tfjsWatch } from '../../../src/runtimes/tfjs/observe/tfjsWatch.ts';
import { observeTfjs } from '../../../src/runtimes/tfjs/observeTfjs.ts';
import { presence } from '../../../src/runtimes/tfjs/presence.ts';
import { observed } from '../contract/contract.ts';
import { controlFlow, graphOf, node, placeholder } from './graphs.ts';
import { loadTrunc, tf } from './models.ts';

const dense = (units = 2) =>
  tf.sequential({ name: `dense${units}`, layers: [tf.layers.dense({ units, inputShape: [3] })] });
const calls = async (run: () => unknown) =>
  (await observed(async () => run())).map(({ sessionOptions: { call }, model: { name } }) => [call, name]);

test('the engine is what it would be without exray, and its two parts with models are known', () => {
  const { value, ...how } = Object.getOwnPropertyDescriptor(globalThis, '_tfengine') as PropertyDescriptor;
  expect(how).toEqual({ configurable: true, enumerable: true, writable: true });
  expect(value).toBe(tf.engine());
  expect(tfjsWatch().copies.map(({ file }) => file.split(/[\\/]/).at(-1))).toEqual([
    'tf-layers.node.js',
    'tf-converter.node.js',
  ]);
  expect(tfjsWatch().unreachable).toEqual([]);
  expect(Object.hasOwn(value, 'makeTensor') && String(value.makeTensor).includes('look()')).toBe(false);
  expect(presence()).toEqual({ loaded: true, observed: true, version: '4.22.0', signs: [] });
});

test('methods look as they did, and what is observed adds none that a loop would find', () => {
  expect(tf.LayersModel.prototype.execute).toHaveLength(2);
  const listed = new Set<string>();
  for (const key in dense()) listed.add(key);
  expect(listed).toContain('predict');
  expect(Object.keys(tf.LayersModel.prototype)).not.toContain('apply');
});

describe('which calls are inferences:', () => {
  test('a model inside a model is none of its own', async () => {
    const inner = dense(3);
    const outer = tf.sequential({ name: 'outer', layers: [inner, tf.layers.dense({ units: 1 })] });
    expect(await calls(() => outer.predict(tf.ones([1, 3])))).toEqual([['predict', 'outer']]);
    expect(await calls(() => inner.predict(tf.ones([1, 3])))).toEqual([['predict', 'dense3']]);
  });

  test('making a model of models is none', async () => {
    const inner = dense(4);
    const x = tf.input({ shape: [3] });
    expect(await calls(() => tf.model({ inputs: x, outputs: inner.apply(x) as ReturnType<typeof tf.input> }))).toEqual(
      [],
    );
  });

  test('training and evaluation are none, and inferences between them are', async () => {
    const model = tf.sequential({ name: 'trained', layers: [dense(5), tf.layers.dense({ units: 1 })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const [x, y] = [tf.ones([2, 3]), tf.ones([2, 1])];
    expect(
      await calls(async () => {
        await model.trainOnBatch(x, y);
        model.evaluate(x, y);
        model.predict(x);
      }),
    ).toEqual([['predict', 'trained']]);
  });

  test('a call on zeros before the first real one is told from it by the options of record', async () => {
    const model = dense(6);
    const app = () => {
      model.predict(tf.zeros([1, 3]));
      return model.predict(tf.ones([1, 3]));
    };
    const [input] = Object.values((await record(app, { inference: 'last' })).inputs);
    expect(input).toEqual({ dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, 1, 1) });
    await expect(record(app)).rejects.toThrow(
      /run made 2 inferences, and a trace is of one:\n {2}0\.\.1: 2 x the model dense6 \(\S+ \[1, 3\]\)\nChoose one with the option inference: 0, 'last' or a function/,
    );
  });

  test('models are chosen by their names', async () => {
    const [seven, eight] = [dense(7), dense(8)];
    const app = () => [seven, eight].map((model) => model.predict(tf.ones([1, 3])));
    const trace = await record(app, { inference: { model: 'dense8' } });
    expect(Object.values(trace.outputs)[0]?.shape).toEqual([1, 8]);
    const { traces } = await recordAll(app, { inference: { model: /^dense[78]$/ } });
    expect(traces).toHaveLength(2);
    await expect(record(app)).rejects.toThrow("Choose one with the option inference: { model: 'dense7' }, 0, 'last'");
  });
});

describe('names and tensors:', () => {
  test('a Sequential that was never called has its names', async () => {
    const [first] = await observed(async () => dense(9).predict(tf.ones([1, 3])));
    expect(Object.keys(first?.inputs ?? {})).toEqual([expect.stringMatching(/^dense_Dense\d+_input$/)]);
  });

  test('several inputs and outputs, int32, bool and string, in any form that the app gives them', async () => {
    const model = await graphOf(
      [
        placeholder('number', 'DT_INT32', [2]),
        placeholder('flag', 'DT_BOOL', [2]),
        placeholder('text', 'DT_STRING', [2]),
        node('same', 'Identity', ['number'], { T: { type: 'DT_INT32' } }),
        node('not', 'LogicalNot', ['flag']),
        node('words', 'Identity', ['text'], { T: { type: 'DT_STRING' } }),
      ],
      {
        inputs: { count: { name: 'number:0' }, flag: { name: 'flag:0' }, text: { name: 'text:0' } },
        outputs: { same: { name: 'same:0' }, not: { name: 'not:0' }, words: { name: 'words:0' } },
      },
    );
    const number = tf.tensor1d([1, -2], 'int32');
    const flag = tf.tensor1d([true, false], 'bool');
    const text = tf.tensor1d(['a', 'ü'], 'string');
    const seen = await observed(async () => {
      model.execute([number, flag, text]);
      model.execute({ number, 'flag:0': flag, text }, ['not', 'words:0']);
    });
    const [list, named] = seen;
    const inputs = {
      count: { dtype: 'int32', shape: [2], data: Int32Array.of(1, -2) },
      flag: { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
      text: { dtype: 'string', shape: [2], data: ['a', 'ü'] },
    };
    expect(list?.inputs).toEqual(inputs);
    expect(named?.inputs).toEqual(inputs);
    expect(Object.keys(list?.outputs ?? {})).toEqual(['same', 'not', 'words']);
    expect(named?.outputs).toEqual({
      not: { dtype: 'bool', shape: [2], data: Uint8Array.of(0, 1) },
      words: { dtype: 'string', shape: [2], data: ['a', 'ü'] },
    });
    expect(named?.sessionOptions).toEqual({ backend: 'cpu', call: 'execute', outputs: ['not', 'words:0'] });
  });

  test('complex numbers are not read, and the record says so', async () => {
    const model = await graphOf([
      placeholder('x', 'DT_COMPLEX64', [1]),
      node('y', 'Real', ['x'], { T: { type: 'DT_COMPLEX64' } }),
    ]);
    const x = tf.complex([1], [2]);
    await expect(record(() => model.execute({ x }))).rejects.toThrow(
      'The values of input x could not be copied (dtype complex64)',
    );
  });
});

test('tf.memory() is as it was after 50 records, inside of tf.tidy and outside', async () => {
  const model = await loadTrunc('graph');
  const small = dense(10);
  const images = tf.zeros([1, 64, 64, 3]);
  const x = tf.ones([1, 3]);
  tf.dispose([model.predict(images), small.predict(x)]);
  const before = tf.memory();
  for (let count = 0; count < 50; count++) {
    await record(() => tf.dispose(small.predict(x)));
    await record(() => tf.tidy(() => void small.predict(tf.ones([1, 3]))));
  }
  await record(() => tf.dispose(model.predict(images)));
  await expect(record(() => tf.dispose(model.predict(x)))).rejects.toThrow();
  expect(tf.memory()).toEqual(before);
});

describe('the errors of tfjs reach the app as they are:', () => {
  const thrownBy = async (run: () => unknown): Promise<unknown> => {
    try {
      return await run();
    } catch (error) {
      return error;
    }
  };
  /** What the app gets unobserved and what it gets in a record, which has it, too. */
  const same = async (run: () => unknown): Promise<string> => {
    const plain = await thrownBy(run);
    let thrown: unknown;
    const seen = await observed(async () => {
      thrown = await thrownBy(run);
    });
    expect(thrown).toBeInstanceOf(Error);
    expect(seen.map(({ error }) => error)).toEqual([thrown]);
    expect(String(thrown)).toBe(String(plain));
    await expect(record(run)).rejects.toThrow((plain as Error).message);
    return String(thrown);
  };

  test('a disposed tensor', async () => {
    const model = await loadTrunc('graph');
    const images = tf.zeros([1, 64, 64, 3]);
    images.dispose();
    // tfjs's own words: its kernel finds no values.
    expect(await same(() => model.predict(images))).toBe(
      "TypeError: Cannot read properties of undefined (reading 'backend')",
    );
  });

  test('a disposed model', async () => {
    const model = dense(11);
    const x = tf.ones([1, 3]);
    model.predict(x);
    model.dispose();
    expect(await same(() => model.apply(x))).toMatch(/Container 'dense11' is already disposed\./);
  });

  test('wrong names and shapes', async () => {
    const graph = await loadTrunc('graph');
    const layers = await loadTrunc('layers');
    const images = tf.zeros([1, 64, 64, 3]);
    expect(await same(() => graph.execute({ image: images }))).toBe(
      'Error: The dict provided in model.execute(dict) has keys: [image] that are not part of graph',
    );
    expect(await same(() => graph.execute(images, 'logits'))).toMatch(/'logits' is not found in the graph/);
    expect(await same(() => graph.predict(tf.zeros([1, 3, 64, 64])))).toMatch(/must be|does not match/);
    expect(await same(() => graph.predict([images, images]))).toMatch(/Input tensor count mismatch/);
    expect(await same(() => layers.predict(tf.zeros([1, 3, 64, 64])))).toMatch(/to have shape/);
    expect(await same(() => layers.execute(images, 'stem'))).toMatch(/Cannot find SymbolicTensors/);
  });

  test('control flow that is executed synchronously, and the same model with executeAsync is recorded', async () => {
    const model = await controlFlow();
    expect(await same(() => model.predict(tf.scalar(0)))).toMatch(/dynamic op.*Please use model\.executeAsync\(\)/);
    const trace = await record(() => model.executeAsync(tf.scalar(0)));
    expect(Object.values(trace.outputs).map(({ data }) => data[0])).toEqual([3]);
  });

  test("an op that nobody registered, and one of the app's", async () => {
    const model = await graphOf([placeholder('x', 'DT_FLOAT', [1]), node('y', 'MyOwnOp', ['x'])]);
    const x = tf.ones([1]);
    expect(await same(() => model.predict(x))).toMatch(/MyOwnOp/);
    const refuse = (): never => {
      throw new RangeError('not today');
    };
    tf.registerOp('MyOwnOp', refuse);
    const own = await graphOf([placeholder('x', 'DT_FLOAT', [1]), node('y', 'MyOwnOp', ['x'])]);
    expect(await same(() => own.predict(x))).toBe('RangeError: not today');
    tf.registerOp('MyOwnOp', ({ inputs }) => (inputs[0] as typeof x).mul(2));
    const works = await graphOf([placeholder('x', 'DT_FLOAT', [1]), node('y', 'MyOwnOp', ['x'])]);
    const trace = await record(() => works.predict(x));
    expect([...(trace.outputs.y?.data ?? [])]).toEqual([2]);
  });
});

test('fake timers change nothing', async () => {
  vi.useFakeTimers();
  try {
    const model = dense(12);
    const trace = await record(() => model.predict(tf.ones([1, 3])));
    expect(Object.keys(trace.outputs)).toHaveLength(1);
    await expect(record(() => 'cached')).rejects.toThrow(/tfjs 4\.22\.0 .*is loaded, but run called no|are loaded/);
  } finally {
    vi.useRealTimers();
  }
});

describe('observeTfjs', () => {
  test('observes classes that nobody else finds, once', async () => {
    class GraphModel {
      inputNodes = ['x'];
      outputNodes = ['y'];
      predict = undefined;
      execute(x: unknown): unknown {
        return x;
      }
    }
    observeTfjs({ GraphModel });
    observeTfjs({ GraphModel });
    const x = tf.ones([1]);
    const seen = await observed(async () => new GraphModel().execute(x));
    expect(seen.map(({ inputs, outputs }) => [Object.keys(inputs), Object.keys(outputs)])).toEqual([[['x'], ['y']]]);
  });

  test('says what it wants', () => {
    for (const given of [{}, undefined, 'tf']) {
      expect(() => observeTfjs(given as object)).toThrow(
        "exray: observeTfjs was given no tfjs: it finds neither GraphModel nor LayersModel. Give it the namespace: import * as tf from '@tensorflow/tfjs'; observeTfjs(tf).",
      );
    }
  });
});

test('a second copy of tfjs is observed as well, and so are the models of the first', async () => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const require = createRequire(import.meta.url);
  const files = Object.keys(require.cache).filter((file) => /[\\/]@tensorflow[\\/]/.test(file));
  const before = files.map((file) => [file, require.cache[file]] as const);
  const old = dense(13);
  for (const file of files) delete require.cache[file];
  try {
    const again = require('@tensorflow/tfjs') as typeof tf;
    expect(again.LayersModel).not.toBe(tf.LayersModel);
    expect(again.engine()).toBe(tf.engine());
    const layer = again.layers.dense({ units: 1, inputShape: [3], name: 'ofTheSecondCopy' });
    const model = again.sequential({ name: 'second', layers: [layer] });
    // In the very turn in which the copy was loaded, too.
    expect(
      await calls(() => {
        model.predict(again.ones([1, 3]));
        old.predict(tf.ones([1, 3]));
      }),
    ).toEqual([
      ['predict', 'second'],
      ['predict', 'dense13'],
    ]);
    const trace = await record(() => model.predict(again.ones([1, 3])));
    expect((await trace.layers.list()).layers.map(({ id }) => id)).toContain('ofTheSecondCopy');
  } finally {
    for (const [file, module] of before) require.cache[file] = module;
    vi.restoreAllMocks();
  }
});

test('an inference that nobody records is counted and runs straight through', () => {
  const model = dense(14);
  const { seen } = hub();
  model.predict(tf.ones([1, 3]));
  expect(hub().seen).toBe(seen + 1);
});
