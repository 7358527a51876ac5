/** Observes every inference of every copy of tfjs in this thread, loaded or still to be loaded. Loads none. */
export const watchEngine = (): void => {};
