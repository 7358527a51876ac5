import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Case, ms } from '../case.ts';
import { median } from '../measure.ts';
import { photo, reExport } from '../models.ts';
import { runNode } from '../process.ts';

const script = fileURLToPath(new URL('../scripts/compareOnce.mjs', import.meta.url));

/** A model against its re-export by another exporter, from nothing to the verdict. */
export const wholeProcess: Case = {
  name: 'whole process',
  what: 'float against its torch re-export on one photo, a whole process',
  goals: [
    { what: 'time over starting Node', most: 800, unit: 'ms' },
    { what: 'peak memory', most: 350, unit: 'MiB' },
  ],
  async run() {
    const { model, reference, side, label } = reExport();
    const folder = await mkdtemp(join(tmpdir(), 'exray-bench-'));
    try {
      const input = join(folder, 'input.f32');
      await writeFile(input, new Uint8Array((await photo('china.jpg', side)).buffer));
      const [whole, empty, peaks]: [number[], number[], number[]] = [[], [], []];
      let told = { verdict: '', layers: 0, peak: 0 };
      for (let round = 0; round < 7; round++) {
        const { output, milliseconds } = await runNode([script, model, reference, input, String(side)]);
        told = JSON.parse(output);
        whole.push(milliseconds);
        peaks.push(told.peak);
        empty.push((await runNode(['-e', '0'])).milliseconds);
      }
      const detail = `${label}: ${told.layers} layers, ${told.verdict}`;
      return [
        {
          value: median(whole) - median(empty),
          detail: `${ms(median(whole))} against ${ms(median(empty))}; ${detail}`,
        },
        { value: Math.max(...peaks), detail },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
