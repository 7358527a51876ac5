const NAME = 'CannotHaveTfjsNode';

/**
 * Why tfjs-node cannot be had on this machine, as an error: what failed, why, and what to do.
 *
 * @param {string} what
 * @param {string} why
 * @param {string} fix
 */
export const failure = (what, why, fix) => {
  const indented = why.replaceAll('\n', '\n       ');
  return Object.assign(new Error(`${what}\n  why: ${indented}\n  fix: ${fix}`), { name: NAME });
};

/** Whether an error is one of these; all others are bugs. */
export const isFailure = (error) => error instanceof Error && error.name === NAME;
