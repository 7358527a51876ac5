import { describe, expect, test } from 'vitest';
import { expectTrace, expectTraces } from '../../matchers/received.ts';

const matcher = 'toMatchReferenceLayers';
const trace = {
  ...{ model: {}, runtime: {}, inputs: {}, outputs: {}, notes: [] },
  layers: { list: () => {}, read: () => {} },
};

describe('what expect() was given', () => {
  test('is taken where it is a trace, or several', () => {
    expect(expectTrace(trace, matcher)).toBe(trace);
    expect(expectTraces(trace, matcher)).toEqual([trace]);
    expect(expectTraces([trace, trace], matcher)).toHaveLength(2);
  });

  test.each([
    [Promise.resolve(trace), /was given a promise\. .*Write: const trace = await record/],
    [new Error('model not found'), /was given an error \(model not found\)\. The recorded code failed/],
    [() => trace, /was given a function\. .*Record it first/],
    [[], /was given an empty list/],
    [[trace, 1], /was given a list whose entries are not all traces/],
    [{ result: 1, traces: [trace] }, /was given what recordAll\(\) returned\. .*Give its traces/],
    [{ label: 'cat' }, /was given an object that is no trace\. .*await record\(\(\) => classify\(image\)\)/],
    [undefined, /was given undefined/],
    [null, /was given null/],
    ['trace.safetensors', /was given a string/],
  ])('is told where it is something else: %s', (received, words) => {
    expect(() => expectTraces(received, matcher)).toThrow(words);
    expect(() => expectTrace(received, matcher)).toThrow(words);
  });

  test('must be one trace where only one can be judged', () => {
    expect(() => expectTrace([trace, trace], matcher)).toThrow(
      /takes one trace and was given 2\. .*for \(const trace of traces\)/,
    );
  });
});
