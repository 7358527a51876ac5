import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeGolden } from '../../src/golden/file/decodeGolden.ts';
import { encodeGolden } from '../../src/golden/file/encodeGolden.ts';
import { judgeGolden } from '../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../src/golden/sketchTrace.ts';
import { recordModel } from '../../src/record/recordModel.ts';
import { compareTraces } from '../../src/reference/compareTraces.ts';
import { causeOf } from '../../src/reference/golden/causeOf.ts';
import { comparisonMessage } from '../../src/report/message.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Trace } from '../../src/trace/trace.ts';
import type { Finding } from '../../src/verdicts/comparison.ts';

const models = join(import.meta.dirname, '../../fixtures/models');
const healthy = join(models, 'effnet-lite0-trunc.onnx');
const faulty = (name: string) => join(models, 'faults', `${name}.onnx`);

const photo = (name: string): Tensor => {
  const data = new Float32Array(Uint8Array.from(readFileSync(join(models, 'faults/inputs', `${name}.f32`))).buffer);
  const side = Math.sqrt(data.length / 3);
  return { dtype: 'float32', shape: [1, 3, side, side], data };
};
const traceOf = (path: string, images: Tensor): Promise<Trace> =>
  recordModel(path, { images }, { capture: 'original' });

const byGolden = async (deployed: Trace, right: Trace): Promise<Finding | undefined> => {
  const golden = decodeGolden(encodeGolden(await sketchTrace(right)), 'healthy');
  return causeOf(deployed, judgeGolden(golden, await sketchTrace(deployed)), golden);
};

/** What a fault is called, by full tensors and by a golden alone. */
const faults = [
  ['relu6-lost', 'cause/clip-lost', 'cause/clip-lost'],
  ['relu6-extra', 'cause/clip-added', undefined],
  ['channels-reversed', 'cause/channels-reversed', 'cause/channels-reversed'],
  ['bias-lost', 'cause/channel-offsets', 'cause/channel-offsets'],
  ['dead-channel', 'cause/dead-channels', undefined],
] as const;

describe.each(['china.jpg', 'rocket.jpg'])('on %s', (name) => {
  test.each(faults)('%s is called by its name', async (fault, ofValues, ofGolden) => {
    const [deployed, right] = [await traceOf(faulty(fault), photo(name)), await traceOf(healthy, photo(name))];
    const compared = await compareTraces(deployed, healthy);
    const cause = compared.findings.find(({ kind }) => kind.startsWith('cause/'));
    expect(cause?.kind).toBe(ofValues);
    expect(cause?.where).toBe(compared.first?.deployed);
    expect(cause?.evidence.certainty).toBe('exact');
    expect((await byGolden(deployed, right))?.kind).toBe(ofGolden);
  });
});

describe('a healthy model', () => {
  test.each(['benign-renamed', 'benign-float16'])('%s has no cause of anything', async (name) => {
    const compared = await compareTraces(await traceOf(faulty(name), photo('china.jpg')), healthy);
    expect(compared.findings.filter(({ kind }) => kind.startsWith('cause/'))).toEqual([]);
  });
});

describe('what the model is fed', () => {
  const right = photo('china.jpg');
  const fed = (change: (value: number, i: number) => number): Tensor => ({
    ...right,
    data: (right.data as Float32Array).map(change),
  });
  const plane = right.data.length / 3;
  const side = Math.sqrt(plane);
  const inputs: readonly (readonly [string, Tensor, string])[] = [
    [
      'BGR',
      fed((_, i) => right.data[(2 - Math.floor(i / plane)) * plane + (i % plane)] as number),
      'channels-reversed',
    ],
    ['a mirrored picture', fed((_, i) => right.data[i - (i % side) + side - 1 - (i % side)] as number), 'flipped'],
    ['another range', fed((value) => value * 0.5), 'scaled'],
    ['a mean that was not taken off', fed((value) => value + 0.45), 'offset'],
    ['means of each channel', fed((value, i) => value - 0.1 * Math.floor(i / plane)), 'channel-offsets'],
  ];

  test.each(inputs)('%s is named at the input, before any layer', async (_, images, name) => {
    const finding = await byGolden(await traceOf(healthy, images), await traceOf(healthy, right));
    expect(finding).toMatchObject({ kind: `cause/${name}`, where: 'images', evidence: { certainty: 'exact' } });
  });
});

test('the message begins with the cause and ends with what to change', async () => {
  const deployed = await traceOf(faulty('channels-reversed'), photo('china.jpg'));
  const lines = comparisonMessage(await compareTraces(deployed, healthy)).split('\n');
  expect(lines[0]).toBe('block04/expand (Conv) diverges: its channels are reversed; 21 layers before it agree');
  expect(lines).toContain(
    'Hint: the output channels of its weights and bias are in the reverse order: look at how they are written or loaded',
  );
});
