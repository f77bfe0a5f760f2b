/** Name of the bundled module of a suite in a stack. */
export const SUITE_URL = 'stormbench-suite:bundle'

/** A place in that module. With --enable-source-maps Node names a module by its data URL, which holds its text. */
export const SUITE_PLACE = new RegExp(`(?:${SUITE_URL}|data:text/javascript[^:)]*):(\\d+):(\\d+)`)
