/** Both frameworks put a line break before and after a text of several lines. */
export const withoutBreaks = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > 2 && text.startsWith('\n') && text.endsWith('\n') ? text.slice(1, -1) : text;
