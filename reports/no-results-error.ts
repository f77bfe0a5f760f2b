import { ConfigError } from '../bench/core/config-error.ts'

/**
 * There are no results that this version can read: none at all, or those of another version. Nothing is wrong with what
 * is there.
 */
export class NoResultsError extends ConfigError {}
