import { describe, expect, test } from 'vitest';
import { hub, type Recording } from '../../../src/runtimes/hub.ts';
import type { CaptureOptions, Inference, ModelSource, Runtime } from '../../../src/runtimes/runtime.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

/** An app with one model, as the contract's tests see it. */
export interface App {
  /** Names of the model's one input and one output. */
  input: string;
  output: string;
  /** Runs the model on an input filled with one value. */
  run(fill: number): Promise<ArrayLike<number>>;
  /** The same, and overwrites or frees its own tensors at once: the input when the call began, the output at its end. */
  runAndReuse(fill: number): Promise<void>;
  /** Runs the model on what it refuses, and returns what it threw. */
  fail(): Promise<unknown>;
  /** Runs the model, and counts how often somebody but the runtime itself read the input's values. */
  countReads(): Promise<number>;
}

/** A runtime with a model that its tests have. */
export interface Subject {
  runtime: Runtime;
  app: App;
  /** The same model, as `recordModel` is given one. */
  model: ModelSource;
  /** Its input's shape, and one that runs. */
  shape: readonly (number | null)[];
  fed: readonly number[];
  /** How far a run that shows its layers may be from the plain one, as a part of the largest value; 0: bit by bit. */
  drift: number;
  /** Models of other runtimes. */
  foreign: readonly ModelSource[];
}

const recording = (receive: (inference: Inference) => void, exclusive = false): Recording => ({
  title: 'a test',
  exclusive,
  ended: false,
  receive,
  outside: [],
});

/** What a recording gets while `run` runs in its async context. */
export const observed = async (run: () => Promise<unknown>): Promise<Inference[]> => {
  const seen: Inference[] = [];
  const mine = recording((inference) => seen.push(inference));
  hub().recordings.add(mine);
  try {
    await hub().context.run(mine, run);
  } finally {
    hub().recordings.delete(mine);
  }
  return seen;
};

/** What a recording gets of what runs outside of its context. */
const beside = async (run: () => Promise<unknown>, exclusive: boolean) => {
  const seen: Inference[] = [];
  const mine = recording((inference) => seen.push(inference), exclusive);
  hub().recordings.add(mine);
  try {
    await run();
  } finally {
    hub().recordings.delete(mine);
  }
  return { seen, outside: mine.outside };
};

/** A tensor's values as bytes: comparing thousands of numbers one by one takes seconds. */
const bits = ({ dtype, shape, data }: Tensor): string =>
  `${dtype} ${shape} ${Buffer.from((data as Float32Array).buffer).toString('base64')}`;

const driftOf = (values: ArrayLike<number>, plain: readonly number[]): number => {
  const largest = Math.max(...plain.map(Math.abs));
  return Math.max(...plain.map((value, at) => Math.abs(value - (values[at] as number)))) / largest;
};

const distinct = ({ data }: Tensor): unknown[] => [...new Set(Array.from(data as ArrayLike<unknown>))];

const valuesOf = ({ outputs }: Inference, name: string): ArrayLike<number> => outputs[name]?.data as Float32Array;

const all: CaptureOptions = { capture: 'deployed', layers: 'all', maxBytes: 2 ** 28 };

const layersOf = async (runtime: Runtime, inference: Inference): Promise<Map<string, Tensor>> => {
  const trace = await runtime.capture(inference, all);
  const layers = new Map<string, Tensor>();
  for await (const { id, tensor } of trace.layers.read()) layers.set(id, tensor);
  return layers;
};

/** What every runtime of the rack keeps where it observes an app's call. */
export const observingContract = (name: string, begin: () => Promise<Subject>): void => {
  describe(`${name} is observed by the contract of runtimes:`, () => {
    const started = begin();

    test("the app's call is observed, once however often the observer was installed", async () => {
      const { runtime, app, fed } = await started;
      runtime.observe();
      runtime.observe();
      let returned: ArrayLike<number> = [];
      const seen = await observed(async () => {
        returned = await app.run(0.25);
      });
      expect(seen).toHaveLength(1);
      const [inference] = seen as [Inference];
      expect(inference.runtime).toBe(runtime.name);
      expect(inference.error).toBeUndefined();
      expect(inference.unread).toBeUndefined();
      expect(inference.milliseconds).toBeGreaterThan(0);
      expect(Object.keys(inference.inputs)).toEqual([app.input]);
      const input = inference.inputs[app.input] as Tensor;
      expect(input).toMatchObject({ dtype: 'float32', shape: fed });
      expect(distinct(input)).toEqual([0.25]);
      expect(Object.keys(inference.outputs)).toEqual([app.output]);
      expect(driftOf(valuesOf(inference, app.output), Array.from(returned))).toBe(0);
    });

    test('what went in and came out is copied before the app uses its tensors for something else', async () => {
      const { app } = await started;
      const plain = Array.from(await app.run(0.5));
      const [inference] = (await observed(() => app.runAndReuse(0.5))) as [Inference];
      expect(distinct(inference.inputs[app.input] as Tensor)).toEqual([0.5]);
      expect(driftOf(valuesOf(inference, app.output), plain)).toBe(0);
    });

    test('two inferences of one session are known as such', async () => {
      const { app } = await started;
      const [first, second] = (await observed(async () => {
        await app.run(0.1);
        await app.run(0.2);
      })) as [Inference, Inference];
      expect(first.session).toBe(second.session);
      expect(first.model).toEqual(second.model);
      expect(first.model.unknown).toBeUndefined();
    });

    test('what the runtime throws reaches the app as it is, and the record', async () => {
      const { app } = await started;
      let thrown: unknown;
      const seen = await observed(async () => {
        thrown = await app.fail();
      });
      expect(thrown).toBeInstanceOf(Error);
      expect(seen).toHaveLength(1);
      expect(seen[0]?.error).toBe(thrown);
      expect(seen[0]?.outputs).toEqual({});
    });

    test('inferences at the same time belong each to its own record', async () => {
      const { app } = await started;
      const fills = [0.1, 0.2, 0.3];
      const seen = await Promise.all(fills.map((fill) => observed(() => app.run(fill))));
      expect(seen.map((each) => each.map(({ inputs }) => inputs[app.input]?.data[0]))).toEqual(
        fills.map((fill) => [Math.fround(fill)]),
      );
    });

    test('an inference outside of a record is counted, and an exclusive record gets it', async () => {
      const { app } = await started;
      const shared = await beside(() => app.run(0.5), false);
      expect(shared.seen).toEqual([]);
      expect(shared.outside).toMatchObject([{ count: 1 }]);
      const exclusive = await beside(() => app.run(0.5), true);
      expect(exclusive.seen).toHaveLength(1);
      expect(exclusive.seen[0]?.inputs[app.input]?.data[0]).toBe(0.5);
    });

    test('where nobody listens, nothing is copied', async () => {
      const { app } = await started;
      expect(await app.countReads()).toBe(0);
      const counts: number[] = [];
      await observed(async () => {
        counts.push(await app.countReads());
      });
      expect(counts[0]).toBeGreaterThan(0);
    });
  });
};

/** What every runtime of the rack keeps where it runs a model itself. */
export const capturingContract = (name: string, begin: () => Promise<Subject>): void => {
  describe(`${name} is captured by the contract of runtimes:`, () => {
    const started = begin();

    test('its layers can be read, twice with equal values, and the app goes on as before', async () => {
      const { app, runtime, drift } = await started;
      const plain = Array.from(await app.run(0.5));
      const [inference] = (await observed(() => app.run(0.5))) as [Inference];
      const seenBefore = hub().seen;
      const first = await layersOf(runtime, inference);
      const second = await layersOf(runtime, inference);
      expect(first.size).toBeGreaterThan(10);
      expect([...second.keys()]).toEqual([...first.keys()]);
      for (const [id, tensor] of first) expect(bits(second.get(id) as Tensor) === bits(tensor), id).toBe(true);
      // exray's own runs are no inferences.
      expect(hub().seen).toBe(seenBefore);
      const last = [...first.values()].at(-1) as Tensor;
      expect(driftOf(last.data as ArrayLike<number>, plain)).toBeLessThanOrEqual(drift);
      expect(driftOf(await app.run(0.5), plain)).toBe(0);
    });

    test('a trace of it names runtime, version and model', async () => {
      const { app, runtime } = await started;
      const [inference] = (await observed(() => app.run(0.5))) as [Inference];
      const trace = await runtime.capture(inference, all);
      expect(trace.runtime).toMatchObject({ name: runtime.name, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
      expect(trace.inputs[app.input]).toBe(inference.inputs[app.input]);
      expect(trace.outputs[app.output]).toBe(inference.outputs[app.output]);
      expect(trace.model.sha256).toMatch(/^[0-9a-f]{64}$/);
    });

    test('opens its own models and no others', async () => {
      const { runtime, model, foreign } = await started;
      expect(await runtime.opens(model)).toBe(true);
      for (const other of foreign) expect(await runtime.opens(other)).toBe(false);
    });

    test('says what a model takes, and runs it as the app does', async () => {
      const { runtime, app, model, shape, fed } = await started;
      expect(await runtime.signature(model)).toEqual([{ name: app.input, dtype: 'float32', shape }]);
      const data = new Float32Array(fed.reduce((product, side) => product * side, 1)).fill(0.5);
      const seenBefore = hub().seen;
      const inference = await runtime.infer(model, { [app.input]: { dtype: 'float32', shape: [...fed], data } }, {});
      expect(hub().seen).toBe(seenBefore);
      expect(Object.keys(inference.outputs)).toEqual([app.output]);
      expect(driftOf(valuesOf(inference, app.output), Array.from(await app.run(0.5)))).toBe(0);
    });
  });
};
