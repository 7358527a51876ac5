/**
 * How often the cause of a fault is named, from a golden alone and from full tensors. Writes the figures of
 * docs/accuracy.md to standard output.
 *
 *   node --import jiti/register test/accuracy/causes/run.ts FOLDER [float|int8|transforms|benign|layers ...] [--every N]
 *
 * FOLDER as `test/accuracy/run.ts` takes it: inputs/<photo>.f32, and for `benign` the benign variants.
 */
import { photosIn } from '../runs.ts';
import { benignCauses } from './benignCauses.ts';
import { floatCauses } from './floatCauses.ts';
import { int8Causes } from './int8Causes.ts';
import { namedLayers } from './namedLayers.ts';
import { transforms } from './transforms.ts';

const [folder, ...given] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: run.ts FOLDER [float|int8|transforms|benign|layers ...] [--every N]');
const every = given.includes('--every') ? Number(given[given.indexOf('--every') + 1]) : 1;
const names = (process.env.PHOTOS ?? 'chelsea.png,china.jpg,coffee.jpg').split(',');
const photos = photosIn(folder).filter(({ name }) => names.includes(name));
const wants = (part: string): boolean => given.includes(part) || !given.some((each) => /^[a-z]/.test(each));
if (wants('float')) await floatCauses(photos, every);
if (wants('int8')) await int8Causes(photos, every);
if (wants('transforms')) await transforms(photos, every);
if (wants('benign')) await benignCauses(folder, photos, every);
if (wants('layers')) await namedLayers(photos, every);
