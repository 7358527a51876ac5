import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScene } from '../../examples/demo/runScene.ts';
import { type Scene, scenes } from '../../examples/demo/scenes.ts';

describe('the demo', () => {
  test.each(scenes)('$name: $title', async (scene) => {
    const { problems, output } = await runScene(scene, false);
    expect(problems, output).toEqual([]);
  });

  test('prints the message that the README shows', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const shown = (/^```text\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '').split('\n').map(squeezed).filter(Boolean);
    const { output } = await runScene(scenes.find(({ name }) => name === 'weights') as Scene, false);
    const printed = output.split('\n').map((line) => squeezed(line).replace(/^Error: /, ''));
    expect(shown.length).toBeGreaterThan(4);
    expect(shown.filter((line) => !printed.includes(line))).toEqual([]);
  });

  test('says so when a scene does not end as expected', async () => {
    const scene: Scene = {
      name: 'wrong',
      title: 'A fault that no test finds, and an expectation that is wrong',
      story: '',
      failing: ['a palace is a palace', 'a test that is not there'],
      says: [/a sentence that nobody says/],
    };
    const { problems } = await runScene(scene, false);
    expect(problems).toEqual([
      '"a palace is a palace" passes and should fail',
      '"a test that is not there" passes and should fail',
      'no message says /a sentence that nobody says/',
    ]);
  });
});

/** One space between words, and one word for what is only rounding: its digits belong to the CPU that ran. */
function squeezed(line: string): string {
  const words = line.trim().split(/\s+/);
  return words.map((word) => (/^\d(\.\d+)?e-\d+$/.test(word) && Number(word) < 1e-6 ? '0' : word)).join(' ');
}
