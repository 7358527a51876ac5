let tries = 0;

retried('a try that is repeated', async () => {
  const trace = await record(() => classify());
  if (tries++ === 0) await expect(trace).toMatchLayerSnapshot('only in the first try');
  await expect(trace).toMatchLayerSnapshot();
  if (tries === 1) throw new Error('once');
});

(process.env.SKIP ? test.skip : test)('skipped later', async () => {
  await expect(await record(() => classify())).toMatchLayerSnapshot();
});
