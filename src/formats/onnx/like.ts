/** The same message with some fields replaced; what exray does not know of it stays. */
export const like = <T extends object>(message: T, changes: Partial<T>): T =>
  Object.assign(Object.create(Object.getPrototypeOf(message) as object), message, changes) as T;
