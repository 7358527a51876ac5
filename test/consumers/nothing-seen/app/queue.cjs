const { classify } = require('./cjs.cjs');

// A worker loop started at import: what it runs belongs to nobody's async context.
const jobs = [];
let wake = () => {};
const loop = async () => {
  for (;;) {
    while (jobs.length === 0)
      await new Promise((resolve) => {
        wake = resolve;
      });
    const { fill, done } = jobs.shift();
    done(await classify(fill));
  }
};
void loop();

exports.classify = (fill) =>
  new Promise((done) => {
    jobs.push({ fill, done });
    wake();
  });
