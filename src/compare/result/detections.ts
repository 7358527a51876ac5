import { isObject, type Plain } from './plainResult.ts';
import { count, isClose, type ResultWalk } from './resultWalk.ts';
import { scoredEntry } from './scored.ts';

/** One box with its class and score, corners in whatever unit the app uses. */
export interface Detection {
  label: string;
  score: number | undefined;
  /** x0, y0, x1, y1. */
  corners: readonly [number, number, number, number];
  /** Other values of the entry, compared as any. */
  rest: { [key: string]: Plain };
  index: number;
}

const BOX = ['box', 'bbox', 'boundingBox', 'bounding_box', 'rect'];
const NAMES = [
  ['xmin', 'ymin', 'xmax', 'ymax'],
  ['x1', 'y1', 'x2', 'y2'],
  ['x0', 'y0', 'x1', 'y1'],
  ['left', 'top', 'right', 'bottom'],
];
const SIZED = [
  ['x', 'y', 'width', 'height'],
  ['left', 'top', 'width', 'height'],
  ['x', 'y', 'w', 'h'],
  ['originX', 'originY', 'width', 'height'],
];

/** Detections of a value: a list of entries with boxes, or an object of parallel lists (`boxes`, `scores`, `labels`). */
export function detections(value: Plain): Detection[] | undefined {
  const entries = isObject(value) ? zipped(value) : value;
  if (!Array.isArray(entries) || (entries.length === 0 && !isObject(value))) return undefined;
  const found = entries.map(detection);
  return found.every((each) => each !== undefined) ? (found as Detection[]) : undefined;
}

function detection(entry: Plain, index: number): Detection | undefined {
  if (!isObject(entry)) return undefined;
  const key = BOX.find((name) => entry[name] !== undefined);
  const corners = cornersOf(key === undefined ? entry : (entry[key] as Plain));
  if (corners === undefined) return undefined;
  const scored = scoredEntry(entry);
  const left = new Set([
    ...BOX,
    ...(key === undefined ? [...NAMES, ...SIZED].flat() : []),
    scored?.keys.label,
    scored?.keys.score,
  ]);
  return {
    label: scored?.label ?? '',
    score: scored?.score,
    corners,
    rest: Object.fromEntries(Object.entries(entry).filter(([name]) => !left.has(name))),
    index,
  };
}

/** Corners of a box in any of the usual spellings. A list of four counts as corners where it can be. */
function cornersOf(box: Plain): Detection['corners'] | undefined {
  if (Array.isArray(box)) {
    if (box.length !== 4 || !box.every((side) => typeof side === 'number')) return undefined;
    const [a, b, c, d] = box as [number, number, number, number];
    return c > a && d > b ? [a, b, c, d] : [a, b, a + c, b + d];
  }
  if (!isObject(box)) return undefined;
  const read = (names: readonly string[]) => names.map((name) => box[name]);
  const isAll = (values: unknown[]): values is [number, number, number, number] =>
    values.every((value) => typeof value === 'number');
  for (const names of NAMES) {
    const corners = read(names);
    if (isAll(corners)) return corners;
  }
  for (const names of SIZED) {
    const sized = read(names);
    if (isAll(sized)) return [sized[0], sized[1], sized[0] + sized[2], sized[1] + sized[3]];
  }
  return undefined;
}

/** `{ boxes: [...], scores: [...], labels: [...] }` as a list of entries. */
function zipped(value: { [key: string]: Plain }): Plain[] | undefined {
  const pick = (names: string[]) => names.map((name) => value[name]).find(Array.isArray) as Plain[] | undefined;
  const boxes = pick(['boxes', 'bboxes']);
  const scores = pick(['scores', 'confidences']);
  if (boxes === undefined || scores === undefined || boxes.length !== scores.length) return undefined;
  const labels = pick(['labels', 'classes', 'class_ids', 'classIds']);
  return boxes.map((box, index) => ({ box, score: scores[index] as Plain, label: labels?.[index] ?? '' }));
}

/** Intersection over union; two equal boxes without area overlap fully. */
export function overlap(a: Detection['corners'], b: Detection['corners']): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const area = (box: Detection['corners']) => Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1]);
  const shared = Math.max(0, width) * Math.max(0, height);
  const union = area(a) + area(b) - shared;
  return union > 0 ? shared / union : a.every((side, index) => side === b[index]) ? 1 : 0;
}

/** Boxes in any order: each pairs with the one of its class that overlaps it most. */
export function compareDetections(
  walk: ResultWalk,
  where: string,
  deployed: readonly Detection[],
  reference: readonly Detection[],
): void {
  count(walk);
  const pairs = reference
    .flatMap((wanted) =>
      deployed
        .filter(({ label }) => label === wanted.label)
        .map((found) => ({ wanted, found, iou: overlap(found.corners, wanted.corners) })),
    )
    .filter(({ iou }) => iou > 0)
    .sort((a, b) => b.iou - a.iou);
  const partners = new Map<Detection, Detection>();
  const taken = new Set<Detection>();
  for (const { wanted, found, iou } of pairs) {
    if (partners.has(wanted) || taken.has(found)) continue;
    partners.set(wanted, found);
    taken.add(found);
    const at = `${where}[${found.index}]`;
    if (iou < walk.limits.iou)
      walk.differs('result-box', at, found.corners, wanted.corners, {
        label: wanted.label,
        iou,
        smallest: walk.limits.iou,
      });
    if (found.score !== undefined && wanted.score !== undefined) walk.values(`${at}.score`, found.score, wanted.score);
    walk.values(at, found.rest, wanted.rest);
  }
  for (const wanted of reference)
    if (!partners.has(wanted))
      lone(
        walk,
        `${where}[${wanted.index}]`,
        wanted,
        deployed.filter((each) => !taken.has(each)),
        'result-missing',
      );
  for (const extra of deployed)
    if (!taken.has(extra))
      lone(
        walk,
        `${where}[${extra.index}]`,
        extra,
        reference.filter((each) => !partners.has(each)),
        'result-extra',
      );
}

/** A box on one side only: a note at the threshold; where a box of another class lies there, that is said. */
function lone(walk: ResultWalk, where: string, box: Detection, others: readonly Detection[], kind: string): void {
  const { threshold, tolerance, iou } = walk.limits;
  const { label, score, corners } = box;
  const evidence = { label, ...(score !== undefined && { score }) };
  const [found, expected] = kind === 'result-missing' ? [undefined, corners] : [corners, undefined];
  if (threshold !== undefined && score !== undefined && isClose(score, threshold, tolerance)) {
    walk.note('result-threshold', where, found, expected, { ...evidence, threshold });
    return;
  }
  const there = others.find((other) => overlap(other.corners, corners) >= iou);
  if (there === undefined) {
    walk.differs(kind, where, found, expected, evidence);
    return;
  }
  // Said once, from the reference's side.
  if (kind === 'result-missing') walk.differs('result-class', where, there.label, label, evidence);
}
