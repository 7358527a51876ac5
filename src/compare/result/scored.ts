import { isObject, type Plain } from './plainResult.ts';
import { count, isClose, type ResultWalk } from './resultWalk.ts';

/** One entry of a list of scored labels: a class with its probability, a document with its similarity. */
export interface Scored {
  label: string;
  score: number;
  entry: { [key: string]: Plain };
  keys: { label: string; score: string };
}

const SCORE = ['score', 'confidence', 'probability', 'prob', 'conf', 'similarity'];
const LABEL = [
  'label',
  'className',
  'class',
  'name',
  'category',
  'classId',
  'class_id',
  'id',
  'index',
  'token',
  'text',
];

/** The list's entries where each has a label and a score. */
export function scoredEntries(list: readonly Plain[]): Scored[] | undefined {
  const entries = list.map(scoredEntry);
  return list.length > 0 && entries.every((entry) => entry !== undefined) ? (entries as Scored[]) : undefined;
}

export function scoredEntry(entry: Plain): Scored | undefined {
  if (!isObject(entry)) return undefined;
  const score = SCORE.find((key) => typeof entry[key] === 'number');
  const label = LABEL.find((key) => typeof entry[key] === 'string' || typeof entry[key] === 'number');
  if (score === undefined || label === undefined) return undefined;
  return { label: String(entry[label]), score: entry[score] as number, entry, keys: { label, score } };
}

/**
 * Lists of scored labels: each label with its score, in the same order, but for ties. A label that only one side lists is
 * a tie too where its score is that of the list's last entry: the other side cut it off.
 */
export function compareScored(
  walk: ResultWalk,
  where: string,
  deployed: readonly Scored[],
  reference: readonly Scored[],
) {
  count(walk);
  const { tolerance } = walk.limits;
  const rest = [...deployed];
  const places: { place: number; score: number; label: string }[] = [];
  for (const [index, wanted] of reference.entries()) {
    const found = rest.find(({ label }) => label === wanted.label);
    if (found === undefined) {
      absent(walk, `${where}[${index}]`, wanted, deployed, 'result-missing');
      continue;
    }
    rest.splice(rest.indexOf(found), 1);
    const place = deployed.indexOf(found);
    for (const key of new Set([...Object.keys(wanted.entry), ...Object.keys(found.entry)]))
      if (key !== wanted.keys.label && !walk.limits.ignore.has(key))
        walk.values(`${where}[${place}].${key}`, found.entry[key], wanted.entry[key]);
    places.push({ place, score: wanted.score, label: wanted.label });
  }
  for (const extra of rest) absent(walk, `${where}[${deployed.indexOf(extra)}]`, extra, reference, 'result-extra');
  for (const [index, later] of places.entries()) {
    const overtaken = places.slice(0, index).find(({ place }) => place > later.place);
    if (overtaken === undefined) continue;
    const tied = isClose(overtaken.score, later.score, tolerance);
    const about = [where, later.label, overtaken.label, { found: later.score, expected: overtaken.score }] as const;
    if (tied) walk.note('result-tie', ...about);
    else walk.differs('result-order', ...about);
  }
}

/** A label on one side only: a note where the other side's last score ties with it, or where it is at the threshold. */
function absent(walk: ResultWalk, where: string, { label, score }: Scored, others: readonly Scored[], kind: string) {
  const { threshold, tolerance } = walk.limits;
  const last = Math.min(...others.map((other) => other.score));
  const [found, expected] = kind === 'result-missing' ? [undefined, label] : [label, undefined];
  if (threshold !== undefined && isClose(score, threshold, tolerance)) {
    walk.note('result-threshold', where, found, expected, { label, score, threshold });
    return;
  }
  if (isClose(score, last, tolerance)) {
    walk.note('result-cut', where, found, expected, { label, score, last });
    return;
  }
  walk.differs(kind, where, found, expected, { label, score });
}
