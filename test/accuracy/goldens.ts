/**
 * What goldens find: every fault of fixtures/make/faults.py on three photos, by each row of the table, and what must not
 * alarm. Writes the figures of docs/accuracy.md, "Goldens", to standard output.
 *
 *   python fixtures/make/faults.py --all FOLDER       makes the models, their inputs and FOLDER/faults.json
 *   node --import jiti/register test/accuracy/goldens.ts FOLDER [float|benign|int8 ...] [--capture original]
 *   python fixtures/make/quantized_faults.py MODEL.onnx OTHER HEIGHT WIDTH LAYERS
 *   node --import jiti/register test/accuracy/goldens.ts OTHER made
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenFloat, goldenFloatBenign } from './goldenFloat.ts';
import { catalogue, goldenInt8, madeModel } from './goldenInt8.ts';
import { type Fault, photosIn } from './runs.ts';

const [folder, ...given] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: goldens.ts FOLDER [float|benign|int8|made ...]');
const capture = given.includes('original') ? 'original' : 'deployed';
const parts = given.filter((each) => ['float', 'benign', 'int8', 'made'].includes(each));
if (parts.includes('made')) await goldenInt8(folder.split('/').at(-1) as string, madeModel(folder));
else {
  const wanted = (process.env.PHOTOS ?? 'chelsea.png,china.jpg,coffee.jpg').split(',');
  const photos = photosIn(folder).filter(({ name }) => wanted.some((each) => name.startsWith(each)));
  const faults = JSON.parse(readFileSync(join(folder, 'faults.json'), 'utf8')) as Fault[];
  const of = (base: Fault['base']) => faults.filter((fault) => fault.base === base);
  const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);
  if (wants('benign')) await goldenFloatBenign(folder, photos, capture);
  if (wants('float')) await goldenFloat(folder, of('float'), photos, capture);
  if (wants('int8')) await goldenInt8('EfficientNet-Lite0 int8', catalogue(folder, of('int8'), photos));
}
