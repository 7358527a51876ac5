const { execFileSync, fork } = require('node:child_process');

if (process.argv[2] === 'exray-child') {
  const { classify } = require('./cjs.cjs');
  classify().then((scores) => {
    if (process.send) process.send(scores, () => process.exit());
    else console.log(JSON.stringify(scores));
  });
}

/** Runs the model in a process of the app's own. */
exports.classify = () =>
  new Promise((resolve, reject) => {
    const child = fork(__filename, ['exray-child'], { execArgv: [] });
    child.once('message', resolve);
    child.once('error', reject);
  });

/** The same, and waits for it. */
exports.classifySync = () =>
  JSON.parse(execFileSync(process.execPath, [__filename, 'exray-child'], { encoding: 'utf8' }));
