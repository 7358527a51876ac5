import { classify } from './classify.js';

for (const photo of process.argv.slice(2)) {
  const [best] = await classify(photo);
  console.log(`${photo}: ${best.label} (${(100 * best.score).toFixed(0)} %)`);
}
