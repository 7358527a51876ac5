import { counted, listed } from '../digits.ts';

/** Shown of a longer list. */
const SHOWN = 3;

/** One line for the log of a run in which a golden was recorded whose layers hold one value everywhere. */
export function constantLine(layers: readonly string[], key: string): string {
  const more = layers.length - SHOWN;
  const names = [...layers.slice(0, SHOWN), ...(more > 0 ? [`${more} more`] : [])];
  return `${counted(layers.length, 'layer')} of the golden "${key}" ${layers.length === 1 ? 'holds' : 'hold'} one value everywhere (${listed(names)}): dead or clipped, or a photo that says little; look before you commit it`;
}
