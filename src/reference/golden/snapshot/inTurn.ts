/** Whose turn comes last, by snapshot state and name. */
const turns = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Runs `work` after all earlier calls of the same name: snapshots of one name are numbered in the order in which they were
 * called, also where several run at once (`Promise.all`). To be called before anything is awaited.
 */
export function inTurn<Value>(state: object, name: string, work: () => Promise<Value>): Promise<Value> {
  const ofState = turns.get(state) ?? new Map<string, Promise<unknown>>();
  turns.set(state, ofState);
  const mine = (ofState.get(name) ?? Promise.resolve()).then(work, work);
  ofState.set(
    name,
    mine.catch(() => {}),
  );
  return mine;
}
