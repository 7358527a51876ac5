/** A column of a table: its title and each row's text. */
export interface Column<Row> {
  title: string;
  text: (row: Row) => string;
  /** Numbers stand right, names left. */
  right?: boolean;
  /** Longest text; longer ones lose their middle. */
  most?: number;
}

/** Rows as aligned lines with a header; columns that are empty in every row are left out. `mark` starts a row with `>`. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  mark: (row: Row) => boolean,
): string[] {
  const cells = columns
    .map((column) => ({ ...column, texts: rows.map((row) => shortened(column.text(row), column.most ?? 60)) }))
    .filter(({ texts }) => texts.some((text) => text !== ''));
  const line = (start: string, pick: (column: (typeof cells)[number]) => string) =>
    `${start} ${cells
      .map((column) => {
        const width = Math.max(column.title.length, ...column.texts.map((text) => text.length));
        return column.right ? pick(column).padStart(width) : pick(column).padEnd(width);
      })
      .join('  ')}`.trimEnd();
  return [
    line(' ', ({ title }) => title),
    ...rows.map((row, index) => line(mark(row) ? '>' : ' ', ({ texts }) => texts[index] as string)),
  ];
}

/** A name without its middle: both ends tell more than the start alone. */
export function shortened(name: string, most: number): string {
  const clean = oneLine(name);
  if (clean.length <= most) return clean;
  const end = Math.ceil((most - 3) * 0.6);
  return `${clean.slice(0, most - 3 - end)}...${clean.slice(-end)}`;
}

/** A name from a model on one line, without what would move a terminal's cursor. */
export const oneLine = (name: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced.
  name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
