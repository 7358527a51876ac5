import type { Comparison, Unpaired } from '../verdicts/comparison.ts';
import { listed } from './digits.ts';
import { layerName } from './headline.ts';
import { oneLine } from './table.ts';

/** What has no partner, by reason: gaps first and by name, then what was expected, counted. */
export function notCompared({ unpaired }: Comparison): string[] {
  const gaps = unpaired.filter(({ expected }) => !expected);
  const known = unpaired.filter(({ expected }) => expected);
  return [
    ...grouped(gaps).map(
      ([reason, group]) =>
        `Not compared: ${listed(group.map(({ id, op, side }) => `${layerName({ deployed: id, op })} of the ${side === 'deployed' ? 'deployed model' : 'reference'}`))}: ${reason}.`,
    ),
    ...(known.length === 0
      ? []
      : [
          `Not compared, as expected: ${listed(
            grouped(known).map(([reason, group]) => `${group.length} (${reason})`),
            4,
          )}.`,
        ]),
  ];
}

/** By reason, the largest group first. */
function grouped(all: readonly Unpaired[]): [string, Unpaired[]][] {
  const groups = new Map<string, Unpaired[]>();
  for (const each of all) {
    const reason = anonymous(oneLine(each.reason));
    groups.set(reason, [...(groups.get(reason) ?? []), each]);
  }
  return [...groups].sort((a, b) => b[1].length - a[1].length);
}

/** A reason without the names in it, or each layer would be a group of its own. */
const anonymous = (reason: string): string =>
  reason
    .replace(/(fused into) .*$/, '$1 another layer')
    .replace(/^part of .* (in the (?:deployed model|reference))$/, 'part of another layer $1')
    .replace(/^hands on .*$/, "handing on another layer's values")
    .replace(/^compared as .*$/, 'compared as what their readers get');
