/**
 * How many faults the comparison finds, and at which layer: every fault of fixtures/make/faults.py on 12 photos, and every
 * benign variant without an alarm. Writes the figures of docs/accuracy.md to standard output.
 *
 *   python fixtures/make/faults.py --all FOLDER       makes the models, their inputs and FOLDER/faults.json
 *   node --import jiti/register test/accuracy/run.ts FOLDER [float|drift|int8|benign ...] [--capture original]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benign } from './benign.ts';
import { floatFaults } from './floatFaults.ts';
import { int8Faults } from './int8Faults.ts';
import { type Fault, photosIn } from './runs.ts';

const [folder, ...given] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: run.ts FOLDER [float|drift|int8|benign ...]');
const capture = given.includes('--capture') ? (given[given.indexOf('--capture') + 1] as 'original') : 'deployed';
const parts = given.filter((each, i) => !each.startsWith('--') && given[i - 1] !== '--capture');
const faults = JSON.parse(readFileSync(join(folder, 'faults.json'), 'utf8')) as Fault[];
const photos = photosIn(folder);
const only = process.env.FAULTS?.split(',');
const chosen = faults.filter(({ name }) => only === undefined || only.includes(name));
const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);
const float = chosen.filter(({ base }) => base === 'float');
if (wants('benign')) await benign(folder, photos, capture);
if (wants('float')) await floatFaults(folder, float, photos, capture, true);
if (wants('drift')) await floatFaults(folder, float, photos, capture, false);
if (wants('int8'))
  await int8Faults(
    folder,
    chosen.filter(({ base }) => base === 'int8'),
    photos,
  );
