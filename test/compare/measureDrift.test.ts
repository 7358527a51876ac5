import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Layer, Trace } from '../../src/trace/trace.ts';
import { drawn, fixture, traced } from './models.ts';

const model = fixture('effnet-lite0-trunc');

/** The trace, and how many of its streams were opened and have ended. */
const watched = (trace: Trace, failAfter = Number.POSITIVE_INFINITY) => {
  const streams = { opened: 0, ended: 0 };
  async function* read(ids?: readonly string[]): AsyncGenerator<Layer> {
    streams.opened++;
    let left = failAfter;
    try {
      for await (const layer of trace.layers.read(ids)) {
        if (left-- === 0) throw new Error('this layer cannot be read');
        yield layer;
      }
    } finally {
      streams.ended++;
    }
  }
  return { trace: { ...trace, layers: { list: () => trace.layers.list(), read } }, streams };
};

test('every stream of layers is ended, also that of the reference, whose last layers nobody asks for', async () => {
  const inputs = await drawn(model);
  const deployed = watched(await traced(model, 'deployed', inputs));
  const reference = watched(await traced(model, 'original', inputs));
  expect((await compare(deployed.trace, { trace: reference.trace })).verdict).toBe('match');
  for (const { opened, ended } of [deployed.streams, reference.streams]) {
    expect(opened).toBeGreaterThan(0);
    expect(ended).toBe(opened);
  }
});

test('the streams of the reference are ended where a deployed layer cannot be read', async () => {
  const inputs = await drawn(model);
  const deployed = watched(await traced(model, 'deployed', inputs), 3);
  const reference = watched(await traced(model, 'original', inputs));
  await expect(compare(deployed.trace, { trace: reference.trace })).rejects.toThrow('this layer cannot be read');
  expect(reference.streams.opened).toBeGreaterThan(0);
  expect(reference.streams.ended).toBe(reference.streams.opened);
});
