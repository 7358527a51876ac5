/** True where a reader sees colours: on a terminal, or where the framework's main process, which has one, says so. */
const coloured = (): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if ((NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return process.stdout?.isTTY === true;
};

/** The line that matters among many. */
export const highlighted = (line: string): string => (coloured() ? `\u001b[1m${line}\u001b[22m` : line);
