import type { Finding } from '../../verdicts/comparison.ts';
import { compareDetections, detections } from './detections.ts';
import { compareList } from './lists.ts';
import { isObject, type Plain, plainResult } from './plainResult.ts';
import { type ResultOptions, resultLimits } from './resultOptions.ts';
import { count, isClose, type ResultComparison, type ResultWalk } from './resultWalk.ts';
import { compareScored, scoredEntries } from './scored.ts';

/**
 * Compares what an app returned with what it should have returned. Text, booleans and whole numbers (class ids) must be
 * equal; other numbers agree within a tolerance; long lists of numbers by their distance; lists of scored labels in any
 * order among ties; boxes by overlap and class.
 */
export function compareResults(deployed: unknown, reference: unknown, options: ResultOptions = {}): ResultComparison {
  const finding = (
    kind: string,
    where: string,
    found: unknown,
    expected: unknown,
    evidence: Finding['evidence'] = {},
  ): Finding => ({ kind, where, found, expected, evidence, confidence: 1 });
  const walk: ResultWalk = {
    verdict: 'match',
    findings: [],
    notes: [],
    compared: 0,
    limits: resultLimits(options),
    values: (where, one, other) => compareValues(walk, where, one, other),
    differs: (...about) => walk.findings.push(finding(...about)),
    note: (...about) => walk.notes.push(finding(...about)),
  };
  walk.values('result', plainResult(deployed), plainResult(reference));
  const { findings, notes, compared } = walk;
  return { verdict: findings.length === 0 && compared > 0 ? 'match' : 'mismatch', findings, notes, compared };
}

function compareValues(
  walk: ResultWalk,
  where: string,
  deployed: Plain | undefined,
  reference: Plain | undefined,
): void {
  if (deployed === undefined || reference === undefined) {
    if (deployed !== reference)
      walk.differs(deployed === undefined ? 'result-missing' : 'result-extra', where, deployed, reference);
    return;
  }
  if (typeof deployed === 'number' && typeof reference === 'number') {
    compareNumbers(walk, where, deployed, reference);
    return;
  }
  // JSON holds NaN and infinities as null.
  if (reference === null && typeof deployed === 'number' && !Number.isFinite(deployed)) {
    count(walk);
    return;
  }
  if (kindOf(deployed) !== kindOf(reference)) {
    count(walk);
    walk.differs('result-kind', where, kindOf(deployed), kindOf(reference));
    return;
  }
  const boxes = bothOf(detections, deployed, reference);
  if (boxes) {
    compareDetections(walk, where, boxes[0], boxes[1]);
    return;
  }
  if (Array.isArray(deployed) && Array.isArray(reference)) {
    const scored = bothOf(scoredEntries, deployed, reference);
    if (scored) {
      compareScored(walk, where, scored[0], scored[1]);
      return;
    }
    compareList(walk, where, deployed, reference);
    return;
  }
  if (isObject(deployed) && isObject(reference)) {
    count(walk);
    for (const key of new Set([...Object.keys(reference), ...Object.keys(deployed)]))
      if (!walk.limits.ignore.has(key)) walk.values(`${where}${keyed(key)}`, own(deployed, key), own(reference, key));
    return;
  }
  count(walk);
  if (deployed !== reference) walk.differs('result-value', where, deployed, reference);
}

/** Both sides read alike; an empty list is a list of whatever the other side lists. */
function bothOf<In extends Plain, Out>(
  read: (value: In) => Out[] | undefined,
  deployed: In,
  reference: In,
): [Out[], Out[]] | undefined {
  const isEmpty = (value: In) => Array.isArray(value) && value.length === 0;
  const [one, other] = [read(deployed), read(reference)];
  if (one && other) return [one, other];
  if (one && isEmpty(reference)) return [one, []];
  return other && isEmpty(deployed) ? [[], other] : undefined;
}

/** Whole numbers on both sides are labels or counts: equal. Others agree within the tolerance. */
function compareNumbers(walk: ResultWalk, where: string, deployed: number, reference: number): void {
  count(walk);
  if (Object.is(deployed, reference) || deployed === reference) return;
  const exact = Number.isInteger(deployed) && Number.isInteger(reference);
  if (!exact && isClose(deployed, reference, walk.limits.tolerance)) return;
  const tolerance = exact ? 0 : walk.limits.tolerance * Math.max(1, Math.abs(reference));
  walk.differs('result-number', where, deployed, reference, { difference: Math.abs(deployed - reference), tolerance });
}

const own = (object: { [key: string]: Plain }, key: string): Plain | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** `.score` or `["a key"]`. */
const keyed = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);

const kindOf = (value: Plain): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : `a${typeof value === 'object' ? 'n object' : ` ${typeof value}`}`;
