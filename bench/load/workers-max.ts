/** Generators that can share a load. */
export const WORKERS_MAX = 50
