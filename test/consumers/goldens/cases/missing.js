test('not recorded yet', async () => {
  await expect(await record(() => classify())).toMatchLayerSnapshot();
});
