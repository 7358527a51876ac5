const { record } = require('exray');

test('says that a child process of the app is not seen', async () => {
  const { classify } = require('../app/child.cjs');
  await expect(record(() => classify())).rejects.toThrow(
    /record saw no inference.*This thread has started 1 child process: exray sees/,
  );
});
