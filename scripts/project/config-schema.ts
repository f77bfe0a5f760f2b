import { z } from 'zod'
import { minChangeIn } from '../cli/min-change-text.ts'

/** Longest path that file systems take. */
const PATH_MAX = 4096
/** Characters of a command line at most. */
const COMMAND_MAX = 1000
/** More patterns than this name files one by one. */
const PATTERNS_MAX = 50

const pathSchema = z
  .string()
  .min(1)
  .max(PATH_MAX)
  .refine((path) => !path.includes('\0'), { error: 'must not have a NUL character' })

/** Options of a project. Paths are relative to the file that gives them, and may be absolute. */
export const configSchema = z.strictObject({
  /** The schema that an editor checks this file by. The program reads nothing from it. @defaultValue none */
  $schema: z.string().max(PATH_MAX).optional(),
  /**
   * Patterns of the suite files. Those below `node_modules` and in the results are left out.
   * @defaultValue all files below `bench` that end in `.suite` and one of ts, mts, js, mjs, yaml, yml, json
   */
  suites: z.array(pathSchema).min(1).max(PATTERNS_MAX).optional(),
  /** Folder of new result folders, of maps, and of the noise that `aa` measured. @defaultValue 'stormbench-results' */
  results: pathSchema.optional(),
  /** Folder of the exact results that `baseline` writes. It belongs in git. @defaultValue 'bench/baseline' */
  baseline: pathSchema.optional(),
  /** The CSV file with the figures of each night. @defaultValue 'bench/history.csv' */
  history: pathSchema.optional(),
  /** The JSON file with the changes that `ab --accept` accepted, for git. @defaultValue 'bench/accepted.json' */
  accepted: pathSchema.optional(),
  /**
   * Smallest change of an exact figure that counts in `ab` and `compare`: a share such as `1%`, or `measured`, the same
   * as for measured figures. @defaultValue any change counts
   */
  minChange: z
    .string()
    .refine((text) => minChangeIn(text) !== undefined, { error: 'must be a percentage from 0% to 100% or measured' })
    .optional(),
  /** Command that installs the packages of a commit for `ab`. @defaultValue that of the lock file */
  install: z.string().min(1).max(COMMAND_MAX).optional(),
})

/** Options of a project, as its author writes them. */
export type ProjectConfig = z.input<typeof configSchema>
