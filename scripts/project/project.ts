import type { MinChange } from '../../reports/compare/min-change.ts'

/** A suite file that the patterns of a project match. */
export interface SuiteFile {
  /** Absolute. */
  readonly path: string
  /** Name of the file without its folder, its ending and `.suite`. */
  readonly name: string
}

/** The user's project: where its suites are, and where its files belong. All paths are absolute. */
export interface Project {
  /** Relative paths of the configuration start here, and git is asked here. */
  readonly root: string
  /** The configuration; undefined when all options have their defaults. */
  readonly configFile?: string
  /** Folder of new result folders. */
  readonly results: string
  /** Folder of the baseline. */
  readonly baseline: string
  /** The CSV file of the history. */
  readonly history: string
  /** The JSON file of accepted changes. */
  readonly accepted: string
  /** Smallest change of exact figures that counts; undefined when any does. */
  readonly minChange?: MinChange
  /** Command that installs the packages of a commit; undefined when the lock file decides. */
  readonly install?: string
  /** Patterns of suite files that the configuration names; undefined for the usual ones. */
  readonly patterns?: readonly string[]
  /** The suite files, sorted by their path. The disk is searched once. @throws ConfigError when there are too many. */
  suites(): Promise<readonly SuiteFile[]>
}
