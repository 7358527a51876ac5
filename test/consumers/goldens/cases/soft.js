test('soft', async () => {
  for (const phase of [0, 1]) await expect.soft(await record(() => classify(phase))).toMatchLayerSnapshot();
});
