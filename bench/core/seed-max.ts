/** Largest seed of a suite, an option or a call. */
export const SEED_MAX = 2 ** 31 - 1
