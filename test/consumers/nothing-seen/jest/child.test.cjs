const { record } = require('exray');

test('says that a child process of the app is not seen', async () => {
  const { classify } = require('../app/child.cjs');
  await expect(record(() => classify())).rejects.toThrow(
    /record saw no inference.*This thread has started 1 child process: exray sees/,
  );
});

test('says so too of a child process that the app waits for', async () => {
  const { classifySync } = require('../app/child.cjs');
  let scores;
  await expect(
    record(() => {
      scores = classifySync();
      return scores;
    }),
  ).rejects.toThrow(/This thread has started 2 child processes: exray sees/);
  expect(Object.values(scores)).toHaveLength(3);
});
