import { checkSnapshot } from '../../../src/reference/golden/snapshot/checkSnapshot.ts';
import { arraysTrace } from '../../golden/store/arraysTrace.ts';
import { jestState } from '../../golden/store/jestState.ts';

/** A process that accepts one golden after the other, as runs with -u do, until it is killed or has made `count`. */
const [snap = '', count = '0'] = process.argv.slice(2);

for (let i = 0; i < Number(count); i++) {
  const state = jestState(snap, 'all');
  try {
    const { outcome } = await checkSnapshot(arraysTrace(1 + (i % 2)), state.host('china'), {}, undefined);
    state.save();
    process.stdout.write(`${outcome}\n`);
  } catch (error) {
    process.stdout.write(`${(error as Error).message}\n`);
  }
}
