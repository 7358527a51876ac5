const { fork } = require('node:child_process');

if (process.send && process.argv[2] === 'exray-child') {
  const { classify } = require('./cjs.cjs');
  classify().then((scores) => process.send(scores, () => process.exit()));
}

/** Runs the model in a process of the app's own. */
exports.classify = () =>
  new Promise((resolve, reject) => {
    const child = fork(__filename, ['exray-child'], { execArgv: [] });
    child.once('message', resolve);
    child.once('error', reject);
  });
