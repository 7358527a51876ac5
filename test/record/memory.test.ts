import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { record } from '../../src/record/record.ts';
import { hub } from '../../src/runtimes/hub.ts';
import { infer, modelPath } from './app.ts';
import { refusal } from './refusal.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether nothing holds the value any more. */
const isFree = async (value: WeakRef<object>): Promise<boolean> => {
  for (let round = 0; round < 20; round++) {
    await turn();
    collect();
    if (value.deref() === undefined) return true;
  }
  return false;
};

test('a loop that lives on in the context of a record that has ended holds no tensors', async () => {
  const control = { wake: (): void => {}, stop: false };
  let loop: Promise<void> = Promise.resolve();
  const traced = async (): Promise<WeakRef<object>> => {
    const trace = await record(async () => {
      loop = (async () => {
        while (!control.stop) {
          await new Promise<void>((resolve) => {
            control.wake = resolve;
          });
          if (!control.stop) await infer(modelPath, 0.25);
        }
      })();
      await infer(modelPath, 0.5);
    });
    return new WeakRef(trace.inputs.images?.data as object);
  };
  const inputs = await traced();
  const before = hub().seen;
  control.wake();
  while (hub().seen === before) await turn();
  expect(await isFree(inputs)).toBe(true);
  control.stop = true;
  control.wake();
  await loop;
});

test('a call with many inferences of which one is asked for holds the tensors of one', async () => {
  const held: WeakRef<object>[] = [];
  const run = async (): Promise<void> => {
    for (let i = 0; i < 8; i++) await infer(modelPath, i / 8);
  };
  const trace = await record(run, {
    inference: ({ inputs }, index) => {
      held.push(new WeakRef(inputs.images?.data as object));
      return index === 5;
    },
  });
  const free = await Promise.all(held.map((one, index) => (index === 5 ? false : isFree(one))));
  expect(free).toEqual([true, true, true, true, true, false, true, true]);
  expect(trace.inputs.images?.data[0]).toBe(5 / 8);
});

test('the question of a call with many inferences holds none of their tensors, even while it runs', async () => {
  const held: WeakRef<object>[] = [];
  let freed: boolean[] = [];
  const message = await refusal(
    record(
      async () => {
        for (let i = 0; i < 4; i++) await infer(modelPath, i / 8);
        freed = await Promise.all(held.map(isFree));
      },
      {
        inference: ({ inputs }) => {
          held.push(new WeakRef(inputs.images?.data as object));
          return true;
        },
      },
    ),
  );
  expect(freed).toEqual([true, true, true, true]);
  expect(message).toContain('4 x fixtures/models/effnet-lite0-trunc.onnx');
  expect(hub().recordings.size).toBe(0);
});
