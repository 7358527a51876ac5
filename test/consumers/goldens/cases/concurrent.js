describe('at the same time', () => {
  concurrently('one', async (expect) => {
    await expect(await record(() => classify(1))).toMatchLayerSnapshot();
  });
  concurrently('other', async (expect) => {
    await expect(await record(() => classify(2))).toMatchLayerSnapshot();
    await expect(await record(() => classify(3))).toMatchLayerSnapshot();
  });
});
