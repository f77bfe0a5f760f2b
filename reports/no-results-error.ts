import { ConfigError } from '../bench/core/config-error.ts'

/** There are no results, or only results of a version that this one does not read. They need not be wrong. */
export class NoResultsError extends ConfigError {}
