/** Forms in which the first suites can be written. */
export const INIT_FORMATS = ['ts', 'js', 'yaml', 'json'] as const
export type InitFormat = (typeof INIT_FORMATS)[number]
