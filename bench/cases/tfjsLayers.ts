import { fileURLToPath } from 'node:url';
import { type Case, ms } from '../case.ts';
import type { Ratio } from '../measure.ts';
import { models } from '../models.ts';
import { runNode } from '../process.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const script = path('bench/scripts/tfjsLayers.ts');

/** Of each backend: rounds, and where its package lies. Kernels in JavaScript take more than a second for one run. */
const backends: readonly { name: string; rounds: number; packages: string }[] = [
  { name: 'cpu', rounds: 3, packages: path('.') },
  { name: 'wasm', rounds: 20, packages: path('.') },
  { name: 'tensorflow', rounds: 30, packages: path(process.env.EXRAY_TFJS_NODE || '.tfjs-node') },
];

/** What reading every layer costs on tfjs: the app's run, then one more of the same model with every node asked for. */
export const tfjsLayers: Case = {
  name: 'tfjs-layers',
  what: 'all layers of a tfjs GraphModel, warm, against the plain run',
  goals: [
    { what: 'cpu', most: 3, unit: 'x' },
    { what: 'wasm', most: 4, unit: 'x' },
    { what: 'tfjs-node', most: 4, unit: 'x' },
  ],
  async run() {
    const figures = [];
    for (const { name, rounds, packages } of backends) {
      const args = ['--import', 'jiti/register', script, name, path('fixtures/models/tfjs-graph'), models.float];
      const { output } = await runNode([...args, String(rounds), packages], path('.'));
      const { ratio, first, second, count }: Ratio & { count: number } = JSON.parse(
        output.trim().split('\n').at(-1) as string,
      );
      figures.push({ value: ratio, detail: `${ms(first)} for ${count} layers, against ${ms(second)}` });
    }
    return figures;
  },
};
