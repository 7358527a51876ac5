import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Performance, runScene } from '../../examples/demo/runScene.ts';
import { type Scene, scenes } from '../../examples/demo/scenes.ts';
import { pages, snippetsOf } from './snippets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What pages show of the demo: blocks with the flag `demo:<name of the scene>`. */
const shown = pages(root)
  .flatMap((page) => snippetsOf(root, page))
  .flatMap(({ place, flags, code }) => {
    const name = flags.find((flag) => flag.startsWith('demo:'))?.slice('demo:'.length);
    return name === undefined ? [] : [{ place, code, scene: scenes.find((scene) => scene.name === name) as Scene }];
  });

const played = new Map<Scene, Promise<Performance>>();
/** Plays each scene once. */
const play = (scene: Scene): Promise<Performance> => {
  const performance = played.get(scene) ?? runScene(scene, false);
  played.set(scene, performance);
  return performance;
};

describe('the demo', () => {
  test.each(scenes)('$name: $title', async (scene) => {
    const { problems, output } = await play(scene);
    expect(problems, output).toEqual([]);
  });

  test('is what the README shows first', () => {
    expect(shown.map(({ place }) => place)).toContainEqual(expect.stringMatching(/^README\.md:/));
  });

  test.each(shown)('prints what $place shows', async ({ scene, code }) => {
    const { output } = await play(scene);
    const printed = output.split('\n').map(squeezed);
    const lines = code.split('\n').map(squeezed).filter(Boolean);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line !== '...' && !printed.includes(line))).toEqual([]);
  });

  test('says so when a scene does not end as expected', async () => {
    const scene: Scene = {
      name: 'wrong',
      title: 'A fault that no test finds, and an expectation that is wrong',
      story: '',
      failing: ['a palace is a palace', 'a test that is not there'],
      says: [/a sentence that nobody says/],
      shows: [/a line that nobody wrote/],
    };
    const { problems } = await runScene(scene, false);
    expect(problems).toEqual([
      '"a palace is a palace" passes and should fail',
      '"a test that is not there" passes and should fail',
      'no message says /a sentence that nobody says/',
      'the diff does not show /a line that nobody wrote/',
    ]);
  });
});

/**
 * One space between words, and one word for what belongs to the machine that ran: digits of what is only rounding, and the
 * hash of a golden, which holds its environment.
 */
function squeezed(line: string): string {
  const words = line
    .trim()
    .replace(/^Error: /, '')
    .replace(/^([-+]?sha256:) [0-9a-f]{64}$/, '$1')
    .split(/\s+/);
  return words.map((word) => (/^\d(\.\d+)?e-\d+$/.test(word) && Number(word) < 1e-6 ? '0' : word)).join(' ');
}
