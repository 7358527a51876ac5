import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { record } from '../../src/record/record.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { gatherPath, infer, mlpPath, modelPath, ort, quantizedPath, topkPath } from './app.ts';
import { refusal } from './refusal.ts';

const first = (trace: Trace): unknown => Object.values(trace.inputs)[0]?.data[0];
const model = (trace: Trace): string => basename(trace.model.path ?? 'bytes');

describe('one inference', () => {
  test('gives a trace of the real model with what the app returned', async () => {
    const trace = await record(() => infer(modelPath, 0.25), { image: 'photos/china.jpg' });
    expect(trace.model).toMatchObject({ format: 'onnx', path: 'fixtures/models/effnet-lite0-trunc.onnx' });
    expect(trace.inputs.images?.shape).toEqual([1, 3, 64, 64]);
    expect(trace.outputs.features?.data[0]).toBe(trace.result);
    expect(trace.image).toBe('photos/china.jpg');
    expect((await trace.layers.list()).layers.length).toBeGreaterThan(15);
  });

  test('is recorded without loading layers, and in `original` with every tensor of the file', async () => {
    const trace = await record(() => infer(), { capture: 'original' });
    const { layers } = await trace.layers.list();
    expect(layers.map(({ id }) => id)).toContain('block00/depthwise/relu6');
    expect(trace.capture).toBe('original');
  });

  test('keeps its inputs when the app reuses its buffers at once', async () => {
    const data = new Float32Array(4).fill(1);
    const session = await ort.InferenceSession.create(mlpPath);
    const trace = await record(async () => {
      const { y } = await session.run({ x: new ort.Tensor('float32', data, [1, 4]) });
      data.fill(9);
      (y as { data: Float32Array }).data.fill(9);
    });
    expect(trace.inputs.x?.data).toEqual(Float32Array.from([1, 1, 1, 1]));
    expect(trace.outputs.y?.data[0]).not.toBe(9);
  });

  test('keeps the model that was given as bytes when the app overwrites them', async () => {
    const bytes = new Uint8Array(readFileSync(mlpPath));
    const session = await ort.InferenceSession.create(bytes);
    bytes.fill(0);
    const trace = await record(() => session.run({ x: new ort.Tensor('float32', new Float32Array(4), [1, 4]) }));
    expect(trace.model.path).toBeUndefined();
    expect((await trace.layers.list()).layers.map(({ id }) => id)).toContain('active');
  });

  test('of a sync function, and of one that returns nothing', async () => {
    const running: Promise<unknown>[] = [];
    const session = await ort.InferenceSession.create(mlpPath);
    const trace = await record(() => {
      running.push(session.run({ x: new ort.Tensor('float32', new Float32Array(4).fill(3), [1, 4]) }));
      return Promise.all(running).then(() => undefined);
    });
    expect(first(trace)).toBe(3);
    expect('result' in trace).toBe(false);
  });

  test('keeps a copy of an image that is given as bytes', async () => {
    const image = new Uint8Array([1, 2, 3]);
    const trace = await record(
      async () => {
        await infer();
        image.fill(0);
      },
      { image },
    );
    expect(trace.image).toEqual(new Uint8Array([1, 2, 3]));
  });

  test('keeps the images of a batch in their order, as copies', async () => {
    const second = new Uint8Array([4, 5]);
    const trace = await record(
      async () => {
        await infer();
        second.fill(0);
      },
      { image: ['photos/china.jpg', second] },
    );
    expect(trace.image).toEqual(['photos/china.jpg', new Uint8Array([4, 5])]);
  });

  test('names the versions of sharp and libvips where the app has loaded sharp', async () => {
    const { default: sharp } = await import('sharp');
    const trace = await record(() => infer());
    expect(trace.runtime.sharp).toBe(sharp.versions.sharp);
    expect(trace.runtime.libvips).toBe(sharp.versions.vips);
  });
});

describe("the app's own errors", () => {
  test('pass through as the same object, thrown and rejected', async () => {
    const error = new Error('mine');
    const thrown = await record(() => {
      throw error;
    }).catch((caught: unknown) => caught);
    const rejected = await record(() => Promise.reject(error)).catch((caught: unknown) => caught);
    expect([thrown, rejected]).toEqual([error, error]);
    expect(thrown).toBe(error);
    expect(rejected).toBe(error);
    expect(error.stack).not.toContain('withCallStack');
  });

  test('are those of onnxruntime where the inference fails', async () => {
    let seen: unknown;
    const session = await ort.InferenceSession.create(gatherPath);
    const feeds = {
      x: new ort.Tensor('float32', new Float32Array(3), [3]),
      at: new ort.Tensor('int64', BigInt64Array.from([7n]), [1]),
    };
    const caught = await record(async () => {
      try {
        await session.run(feeds);
      } catch (error) {
        seen = error;
        throw error;
      }
    }).catch((error: unknown) => error);
    expect(caught).toBe(seen);
    expect(String(caught)).toContain('out of data bounds');
  });

  test('are named where the app swallows them', async () => {
    const session = await ort.InferenceSession.create(gatherPath);
    const feeds = {
      x: new ort.Tensor('float32', new Float32Array(3), [3]),
      at: new ort.Tensor('int64', BigInt64Array.from([7n]), [1]),
    };
    expect(await refusal(record(() => session.run(feeds).catch(() => 'none')))).toMatch(
      /^exray: record saw no inference in .*The inference of fixtures\/models\/tiny-gather\.onnx failed, and the app went on: .*out of data bounds/s,
    );
  });
});

describe('attribution', () => {
  test('overlapping records get exactly their own inferences', async () => {
    const fills = [0.1, 0.2, 0.3, 0.4].map(Math.fround);
    const traces = await Promise.all(fills.map((fill) => record(() => infer(modelPath, fill))));
    expect(traces.map(first)).toEqual(fills);
  });

  test('a nested record gets the inference, the outer one those around it', async () => {
    let inner: Trace | undefined;
    const outer = await record(async () => {
      await infer(modelPath, 1);
      inner = await record(() => infer(modelPath, 2));
    });
    expect([first(outer), inner && first(inner)]).toEqual([1, 2]);
  });

  test('an inference outside belongs to no record, and to an exclusive one', async () => {
    let outside = Promise.resolve(0);
    const own = record(async () => {
      await infer(modelPath, 1);
      await outside;
    });
    outside = infer(quantizedPath, 2);
    expect(first(await own)).toBe(1);

    const wake: (() => void)[] = [];
    const woken = new Promise<void>((resolve) => wake.push(resolve)).then(() => infer(modelPath, 3));
    const exclusive = await record(
      async () => {
        wake[0]?.();
        return woken;
      },
      { exclusive: true },
    );
    expect(first(exclusive)).toBe(3);
  });

  test('an exclusive record and the record of another test both get what runs in the latter', async () => {
    const [exclusive, other] = await Promise.all([
      record(() => new Promise((resolve) => setTimeout(resolve, 300)), { exclusive: true }),
      record(() => infer(modelPath, 4)),
    ]);
    expect([first(exclusive), first(other)]).toEqual([4, 4]);
  });

  test('two exclusive records at a time are an error that names both', async () => {
    const one = record(() => infer(), { exclusive: true });
    const message = await refusal(record(() => infer(), { exclusive: true }));
    expect(message).toMatch(
      /^exray: the record at record\/record\.test\.ts:\d+ asks for an exclusive record while that of the record at record\/record\.test\.ts:\d+ is in progress\. An exclusive record takes every inference of its thread, so two at a time cannot be told apart\. Run one after the other: without test\.concurrent, and awaiting the first\.$/,
    );
    await one;
    await record(() => infer(), { exclusive: true });
  });

  test('what still runs in the context of a record that has ended is named', async () => {
    const wake: (() => void)[] = [];
    const waiting = new Promise<void>((resolve) => wake.push(resolve));
    let loop = Promise.resolve(0);
    await record(async () => {
      loop = waiting.then(() => infer(modelPath, 5));
      await infer(modelPath, 1);
    });
    const message = await refusal(
      record(async () => {
        wake[0]?.();
        await loop;
      }),
    );
    expect(message).toMatch(
      /1 inference of fixtures\/models\/effnet-lite0-trunc\.onnx ran in the context of the record at record\/record\.test\.ts:\d+, which had ended: something that it started, such as a loop or a queue, still runs there\. Stop it when the first record ends/,
    );
  });
});

describe('several inferences', () => {
  const mixed = async (): Promise<void> => {
    const topk = await ort.InferenceSession.create(new Uint8Array(readFileSync(topkPath)));
    for (let i = 0; i < 12; i++) await infer(modelPath, i / 16);
    await infer(quantizedPath, 0.5);
    await topk.run({
      x: new ort.Tensor('float32', Float32Array.from([1, 3, 2]), [3]),
      k: new ort.Tensor('int64', BigInt64Array.from([1n]), [1]),
    });
  };

  test('are a question that groups equal ones and marks helpers', async () => {
    expect(await refusal(record(mixed))).toMatch(
      new RegExp(
        [
          '^exray: run made 14 inferences, and a trace is of one:',
          '  0..11: 12 x fixtures/models/effnet-lite0-trunc\\.onnx \\(images \\[1, 3, 64, 64\\]\\)',
          '  12: 1 x fixtures/models/effnet-lite0-trunc-int8\\.onnx \\(images \\[1, 3, 64, 64\\]\\)',
          '  13: 1 x a model of 110 bytes \\(sha256 [0-9a-f]{12}\\) \\(x \\[3\\], k \\[1\\]\\), a helper by its size',
          "Choose one with the option inference: \\{ model: 'effnet-lite0-trunc-int8\\.onnx' \\}, 0, 'last' or a function; or take all with recordAll\\.$",
        ].join('\n'),
      ),
    );
  });

  test.each([
    ['an index', 3, 'effnet-lite0-trunc.onnx', 3 / 16],
    ['the last', 'last', 'bytes', 1],
    ['the end of a path', { model: 'effnet-lite0-trunc-int8.onnx' }, 'effnet-lite0-trunc-int8.onnx', 0.5],
    ['a pattern', { model: /int8/ }, 'effnet-lite0-trunc-int8.onnx', 0.5],
    [
      'a place among those of a model',
      { model: 'models/effnet-lite0-trunc.onnx', at: 2 },
      'effnet-lite0-trunc.onnx',
      2 / 16,
    ],
    ['an input', { input: 'k' }, 'bytes', 1],
    ['the last of a model', { model: 'effnet-lite0-trunc.onnx', at: 'last' }, 'effnet-lite0-trunc.onnx', 11 / 16],
  ] as const)('are chosen by %s', async (_, inference, name, value) => {
    const trace = await record(mixed, { inference });
    expect([model(trace), first(trace)]).toEqual([name, value]);
  });

  test('are chosen by sha256 and by a predicate', async () => {
    const { model: traced } = await record(() => infer(quantizedPath));
    const bySha = await record(mixed, { inference: { model: traced.sha256?.slice(0, 16) as string } });
    expect(model(bySha)).toBe('effnet-lite0-trunc-int8.onnx');
    const byPredicate = await record(mixed, {
      inference: ({ inputs }, index) => index > 4 && inputs.images?.data[0] === 6 / 16,
    });
    expect(first(byPredicate)).toBe(6 / 16);
  });

  test('that fit no choice, or too many, are listed', async () => {
    expect(await refusal(record(mixed, { inference: 14 }))).toMatch(
      /^exray: the option inference asks for number 14, but only 14 fit \(counted from 0\):\n {2}0..11: 12 x /,
    );
    expect(await refusal(record(mixed, { inference: { model: 'other.onnx' } }))).toMatch(
      /^exray: the option inference fits none of the 14 inferences that run made:\n {2}0\.\.11: 12 x /,
    );
    expect(await refusal(record(mixed, { inference: { model: 'effnet-lite0-trunc.onnx' } }))).toMatch(
      /^exray: run made 12 inferences \(of 14\), and a trace is of one:\n {2}0\.\.11: 12 x .*\nChoose one with the option inference: 0, 'last'/,
    );
  });

  test('are listed in the order of their calls with the index that chooses them', async () => {
    const turns = async () => {
      await infer(quantizedPath, 0.5);
      for (let i = 0; i < 3; i++) await infer(modelPath, i / 16);
      await infer(quantizedPath, 0.5);
    };
    expect(await refusal(record(turns))).toMatch(/:\n {2}0, 4: 2 x \S+-int8\.onnx .*\n {2}1\.\.3: 3 x \S+trunc\.onnx /);
    expect(await refusal(record(turns, { inference: { model: /trunc\.onnx/ } }))).toMatch(
      /:\n {2}1\.\.3: 3 x \S+trunc\.onnx .*\nChoose one with the option inference: 1, 'last'/,
    );
    const trace = await record(turns, { inference: 2 });
    expect([model(trace), first(trace)]).toEqual(['effnet-lite0-trunc.onnx', 1 / 16]);
  });

  test('that a misspelt choice asks for: the key, or how a name is matched, is told', async () => {
    expect(await refusal(record(mixed, { inference: { modle: 'a.onnx' } as never }))).toMatch(
      /option inference is an object\. Expected an index .*; there is no key modle\.$/,
    );
    expect(await refusal(record(mixed, { inference: { model: 'effnet' } }))).toMatch(
      /Change the option inference: model is a whole path, its end .*for a part of a name write a pattern: \{ model: \/effnet\/ \}/,
    );
  });

  test("whose predicate throws end with the predicate's own error", async () => {
    const error = new Error('typo');
    const caught = await record(mixed, {
      inference: () => {
        throw error;
      },
    }).catch((thrown: unknown) => thrown);
    expect(caught).toBe(error);
  });
});

describe('a record that saw nothing', () => {
  test.each([
    ['undefined', () => {}],
    ['undefined', async () => {}],
    ['no promise', () => 5],
  ])('asks first for a forgotten await where run returned %s', async (returned, run) => {
    await infer();
    expect(await refusal(record(run))).toMatch(
      new RegExp(
        `record\\.test\\.ts:\\d+\\. run returned ${returned}: a return or await may be missing in it.*If not: onnxruntime-node \\S+ is loaded, but run called no session\\.`,
      ),
    );
  });

  test('says that nothing was called', async () => {
    await infer();
    expect(await refusal(record(async () => 5))).toMatch(
      /^exray: record saw no inference in the record at record\/record\.test\.ts:\d+\. onnxruntime-node \d+\.\d+\.\d+ is loaded, but run called no session\. Check that run reaches the model/,
    );
  });

  test('says that run did not wait', async () => {
    await infer();
    expect(
      await refusal(
        record(() => {
          void infer();
        }),
      ),
    ).toMatch(/1 inference ran after run had returned: its promise was not awaited\. Return or await the promise/);
  });

  test('shows the line of the test, not lines of exray', async () => {
    const error = (await record(() => 5).catch((thrown: unknown) => thrown)) as Error;
    expect(error.stack?.split('\n')[1]).toMatch(/record\.test\.ts/);
  });
});

test.each([
  [{ exclusiv: true }, 'there is no option exclusiv. Did you mean exclusive?'],
  [{ exclusive: 1 }, 'option exclusive is 1. Expected true or false.'],
  [{ maxBytes: 0 }, 'option maxBytes is 0. Expected a whole number above 0, in bytes.'],
  [{ capture: 'raw' }, `option capture is "raw". Expected 'deployed' or 'original'.`],
  [{ layers: 'some' }, `option layers is "some". Expected 'all', 'outputs' or a function of a layer's id.`],
  [{ inference: -1 }, 'option inference is -1. Expected an index from 0,'],
  [{ inference: { modle: 'x' } }, 'option inference is an object. Expected an index from 0,'],
  [{ image: 5 }, 'option image is 5. Expected a path, a URL, the bytes of an encoded image, {'],
])('wrong options are refused before anything runs: %j', async (options, words) => {
  let ran = false;
  const message = await refusal(
    record(() => {
      ran = true;
    }, options as never),
  );
  expect(message).toContain(`exray: record: ${words}`);
  expect(ran).toBe(false);
});

test('a promise in place of a function is refused: its inference has run already', async () => {
  expect(await refusal(record(infer() as never))).toBe(
    'exray: record: the first argument is no function. The inference has to run while exray watches, not before. Write record(() => classify(image)).',
  );
});
