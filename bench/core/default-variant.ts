/** The name of the only variant of a suite that lists none. */
export const DEFAULT_VARIANT = 'default'
