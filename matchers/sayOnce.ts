/** What was said in this process, by any copy of exray. */
const SAID = Symbol.for('exray.said');

/** Prints what a passing test should not hide, once: no matcher of either framework can add a note to a test that passes. */
export const sayOnce = (sentences: readonly string[]): void => {
  const holder = globalThis as { [SAID]?: Set<string> };
  holder[SAID] ??= new Set();
  for (const sentence of sentences) {
    if (holder[SAID].has(sentence)) continue;
    holder[SAID].add(sentence);
    console.warn(`exray: ${sentence}`);
  }
};
