import type { LayerComparison, Status } from '../../verdicts/comparison.ts';
import type { Row } from '../../verdicts/tolerances.ts';
import type { CompareOptions } from '../compareOptions.ts';
import type { Conversion } from '../conversion.ts';
import type { MergedLayer } from './merged.ts';

/** What one layer's numbers say by themselves, before the layers around it are looked at. */
export interface Judgement {
  status: Status;
  judgedBy: LayerComparison['judgedBy'];
  value: number;
  measure: LayerComparison['measure'];
  tolerance: number;
  row: string;
}

/** What judging a layer needs beside its numbers. */
export interface JudgeContext {
  conversion: Conversion;
  gpu: boolean;
  /** The deployed CPU's 8-bit products saturate. */
  saturates: boolean;
  /** Number of photos. */
  photos: number;
  options: CompareOptions;
  /** Largest drift of a deployed layer between two healthy runs of the deployed model. */
  floor: ReadonlyMap<string, number>;
  isOutput: (layer: MergedLayer) => boolean;
}

/** A number against a row of the table. */
export const against = (
  row: Row,
  value: number,
  tolerance: number,
  judgedBy: Judgement['judgedBy'],
  over: Status = 'diverges',
): Judgement => ({
  status: value <= tolerance ? 'agrees' : over,
  judgedBy,
  value,
  measure: row.measure,
  tolerance,
  row: row.name,
});
