const { parentPort, workerData, Worker } = require('node:worker_threads');

if (workerData === 'classify') {
  const { classify } = require('./cjs.cjs');
  classify().then((scores) => parentPort.postMessage(scores));
}

/** Runs the model in a thread of the app's own. */
exports.classify = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: 'classify' });
    worker.once('message', (scores) => {
      worker.terminate();
      resolve(scores);
    });
    worker.once('error', reject);
  });
