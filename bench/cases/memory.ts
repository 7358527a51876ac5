import { fileURLToPath } from 'node:url';
import type { Case } from '../case.ts';
import { median } from '../measure.ts';
import { models } from '../models.ts';
import { runNode } from '../process.ts';

const script = fileURLToPath(new URL('../scripts/manyPhotos.mjs', import.meta.url));

/** Whether memory grows with the number of photos. */
export const memory: Case = {
  name: 'memory',
  what: '20 photos recorded and compared by own error in one process',
  goals: [{ what: 'growth from photos 3..7 to photos 16..20', most: 30, unit: 'MiB' }],
  async run() {
    const { output } = await runNode(['--expose-gc', script, models.float, models.float, '20']);
    const told: { memory: number[]; peak: number } = JSON.parse(output);
    const [early, late] = [median(told.memory.slice(2, 7)), median(told.memory.slice(15))];
    return [
      {
        value: late - early,
        detail: `${early.toFixed(0)} to ${late.toFixed(0)} MiB, peak ${told.peak.toFixed(0)} MiB`,
      },
    ];
  },
};
