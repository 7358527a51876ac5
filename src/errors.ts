/** What went wrong, why, and what to do: three sentences in the user's words. */
export interface Problem {
  /** What failed, with the values that matter. No full stop at the end. */
  what: string;
  /** Why it failed. */
  why?: string;
  /** What to do about it. */
  fix?: string;
}

/**
 * Every error that exray raises on purpose. The message is `exray: <what>. <why>. <fix>.`; `code` is stable and made
 * for programs, the words are made for people.
 */
export class ExrayError extends Error {
  override readonly name = 'ExrayError';
  readonly code: string;
  readonly problem: Problem;

  constructor(code: string, problem: Problem, options?: { cause?: unknown }) {
    super(sentence(problem), options);
    this.code = code;
    this.problem = problem;
  }
}

/** An indented last line is code to be copied: a full stop behind it would be copied, too. */
const endsWithCode = /\n\s+\S[^\n]*$/;

/** One line; each part has its own where one of them holds a list. */
const sentence = ({ what, why, fix }: Problem): string => {
  const parts = [what, why, fix]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => (/[.!?:]$/.test(part as string) || endsWithCode.test(part as string) ? part : `${part}.`));
  return `exray: ${parts.join(parts.some((part) => part?.includes('\n')) ? '\n' : ' ')}`;
};

/** True for an {@link ExrayError} of any copy of exray (the ESM and the CJS build are two). */
export const isExrayError = (value: unknown): value is ExrayError =>
  value instanceof Error && value.name === 'ExrayError' && 'code' in value && 'problem' in value;
