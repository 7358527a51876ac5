/** This worker's share of the bytes that all workers of the machine may hold together. */
export const budgetShare = (maxBytes: number): number => maxBytes;
