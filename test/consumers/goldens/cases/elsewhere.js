test('a golden', async () => {
  await expect(await record(() => classify())).toMatchLayerSnapshot();
});

test('something else', () => {
  expect({ plain: process.env.PLAIN ?? 'as before' }).toMatchSnapshot();
});
