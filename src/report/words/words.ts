import type { Finding } from '../../verdicts/comparison.ts';

/** How one kind of finding is told. */
export interface Words {
  /** The finding is the reason of a red test, so that it is the first line. */
  decisive: boolean;
  /** One sentence without a full stop. */
  sentence: (finding: Finding) => string;
  /** What to do about it, where there is one thing to do. */
  fix?: (finding: Finding) => string | undefined;
}
