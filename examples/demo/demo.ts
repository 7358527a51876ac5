/**
 * Shows exray at work: the tests of examples/classifier (and examples/tfjs) on the healthy app, then with one fault at a
 * time.
 *
 *   npm run demo               all scenes
 *   npm run demo -- bgr        these scenes
 *
 * Exits with 1 where a scene does not end as expected.
 */
import { installPackage } from './installPackage.ts';
import { type Performance, runScene } from './runScene.ts';
import { type Scene, scenes } from './scenes.ts';

const colours = Boolean(process.stdout.isTTY) && process.env.NO_COLOR === undefined;
const bold = (text: string): string => (colours ? `\u001b[1m${text}\u001b[0m` : text);
const say = (text = ''): void => void process.stdout.write(`${text}\n`);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !scenes.some((scene) => scene.name === name));
if (unknown.length > 0) {
  say(`There is no scene ${unknown.join(', ')}; there are ${scenes.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}
const chosen = scenes.filter(({ name }) => asked.length === 0 || asked.includes(name));

say('A small photo classifier (examples/classifier) and its own tests, which use exray.');
await installPackage();

const played: { scene: Scene; performance: Performance }[] = [];
for (const [i, scene] of chosen.entries()) {
  say();
  say(bold(`[${i + 1}/${chosen.length}] ${scene.title}`));
  say(scene.story);
  say();
  const performance = await runScene(scene, colours);
  for (const line of performance.output.trim().split('\n')) say(`    ${line}`.trimEnd());
  played.push({ scene, performance });
}

say();
for (const { scene, performance } of played) {
  const { passed, failed, problems } = performance;
  say(
    `${problems.length === 0 ? 'as expected' : 'NOT EXPECTED'}  ${scene.title}: ${passed} tests pass, ${failed} fail`,
  );
  for (const problem of problems) say(`              ${problem}`);
}
process.exitCode = played.some(({ performance }) => performance.problems.length > 0) ? 1 : 0;
