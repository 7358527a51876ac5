// Captures until its input ends, and says what share of 1,000 bytes it has meanwhile.
import { once } from 'node:events';
import { budgetShare, whileCapturing } from '../../src/runtimes/budgetShare.ts';

const capture = whileCapturing(async function* () {
  yield budgetShare(1000);
});
console.log((await capture.next()).value);
process.stdin.resume();
await once(process.stdin, 'end');
await capture.next();
