/** Says when a search should stop. */
export interface Clock {
  isOver(): boolean;
}

/** @param deadline in `performance.now()` milliseconds */
export const clockUntil = (deadline: number = Infinity): Clock => ({
  isOver: () => performance.now() > deadline,
});
