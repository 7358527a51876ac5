/** One line of the table. */
export interface Case {
  name: string;
  /** What is measured, in the table's words. */
  what: string;
  goals: readonly Goal[];
  /** Measures; one figure for each goal, in its order. */
  run(): Promise<readonly Figure[]>;
}

/** The largest value that is good enough. */
export interface Goal {
  what: string;
  most: number;
  unit: 'x' | 'ms' | 'KiB' | 'MiB';
}

export interface Figure {
  value: number;
  /** The figures behind it. */
  detail: string;
}

export const ms = (milliseconds: number): string => `${milliseconds.toPrecision(3)} ms`;
