test('not', async () => {
  await expect(await record(() => classify())).not.toMatchLayerSnapshot();
});

test('no trace', async () => {
  await expect([1, 2]).toMatchLayerSnapshot();
});

test('a wrong option', async () => {
  await expect(await record(() => classify())).toMatchLayerSnapshot({ tolerence: 1 });
});

test('inside toEqual', async () => {
  const trace = await record(() => classify());
  expect({ trace }).toEqual({ trace: expect.toMatchLayerSnapshot() });
});

test('forgotten', async () => {
  expect(await record(() => classify())).toMatchLayerSnapshot();
});
