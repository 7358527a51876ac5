import { expect, test } from 'vitest';
import { hostOfCall } from '../../../src/golden/host/hostOfCall.ts';
import '../../matchers/registered.ts';

const inTest = { testPath: 'a.test.ts', promise: '', currentTestName: 'one' };
const codeOf = (self: object) => {
  try {
    hostOfCall(self, undefined);
    return 'a host';
  } catch (error) {
    return [(error as { code?: string }).code, (error as Error).message];
  }
};

test('.not is refused in one sentence', () => {
  expect(codeOf({ ...inTest, isNot: true })).toEqual([
    'golden-not',
    expect.stringContaining('toMatchLayerSnapshot cannot be used with .not: a snapshot has no opposite.'),
  ]);
});

test('a version that keeps snapshots otherwise is named, and nothing is written', () => {
  const [code, message] = codeOf({ ...inTest, snapshotState: { match: () => ({}), _snapshots: {} } });
  expect([code, message]).toEqual([
    'golden-host',
    expect.stringMatching(/does not know how this version of Vitest keeps/),
  ]);
  expect(codeOf({ ...inTest, dontThrow: () => {}, snapshotState: {} })[1]).toMatch(/this version of Jest keeps/);
  expect(codeOf({})[0]).toBe('golden-host');
});

test('a call that does not know its test says so', () => {
  const { snapshotState } = expect.getState() as { snapshotState?: object };
  expect(codeOf({ ...inTest, snapshotState })).toEqual([
    'golden-outside-test',
    expect.stringContaining("with the test's own expect: test.concurrent(name, async ({ expect }) => ...)"),
  ]);
});
