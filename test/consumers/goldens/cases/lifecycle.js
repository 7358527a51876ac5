const frame = (phase) => record(() => classify(phase));

test('one golden', async () => {
  await expect(await frame()).toMatchLayerSnapshot();
});

test('a hint and options', async () => {
  await expect(await frame()).toMatchLayerSnapshot('china', { tolerance: 1e-5 });
  await expect(await frame()).toMatchLayerSnapshot({ outputs: 'sketch' });
});

test('several calls', async () => {
  for (const phase of [0, 1, 2]) await expect(await frame(phase)).toMatchLayerSnapshot();
});

test('the same hint twice, at once', async () => {
  const traces = [await frame(0), await frame(1)];
  await Promise.all(traces.map((trace) => expect(trace).toMatchLayerSnapshot('frame')));
});

test.each([1, 2])('each %i', async (phase) => {
  await expect(await frame(phase)).toMatchLayerSnapshot();
});

describe('names', () => {
  const names = ['../../x', 'CON:', '\u{1f9ec}', 'a/b\\c`d', 'case', 'Case', 'long '.repeat(80), '  '];
  test.each(names)('%s', async (name) => {
    await expect(await frame()).toMatchLayerSnapshot(name);
  });
});

test('resolves', async () => {
  await expect(frame()).resolves.toMatchLayerSnapshot();
});

test('beside plain snapshots', async () => {
  expect(1).toMatchSnapshot();
  await expect(await frame()).toMatchLayerSnapshot();
  expect({ two: 2 }).toMatchSnapshot();
});

if (!process.env.DROP) {
  test('dropped later', async () => {
    await expect(await frame()).toMatchLayerSnapshot();
  });
}

test('fails before its golden', async () => {
  if (process.env.FAIL) throw new Error('the model cannot be loaded');
  await expect(await frame()).toMatchLayerSnapshot();
});
