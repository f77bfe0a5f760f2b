import { ConfigError } from '../../bench/core/config-error.ts'
import { isRecord } from '../../bench/core/record.ts'
import { withoutSecretsInUrl } from '../../bench/core/secrets.ts'
import { suggestion } from '../../bench/core/suggestion.ts'
import { ALL_SUITE_NAMES, DEFAULT_SUITES } from '../../bench/suites/names.ts'
import { npmHint } from '../cli/npm-hint.ts'
import { shownPath } from '../cli/shown-path.ts'
import type { Project, SuiteFile } from '../project/project.ts'
import { MEASURED_SUITES } from './measured-suites.ts'
import { suiteAlone } from './suite-file.ts'
import { isSuiteFile, suiteFileNamed } from './suite-name.ts'

type ResolvePath = (path: string) => string

/**
 * The suites that a command line means, each as the name of a built-in suite or as the absolute path of a file. Without
 * names they are those of the project, or the built-in default suites where it has none. @throws ConfigError with each
 * name that means nothing.
 */
export async function suitesToRun(
  asked: readonly string[],
  project: Project,
  resolvePath: ResolvePath,
): Promise<string[]> {
  if (asked.length === 0) return defaultSuites(project)
  const suites = new Set<string>()
  const mistakes: string[] = []
  for (const name of asked) {
    try {
      suites.add(await suiteNamed(name, project, resolvePath))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      mistakes.push(...error.messages)
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return [...suites]
}

/**
 * One suite by its path, by the name of its file in the project, by a built-in name, or by the name within its file.
 * The first that fits counts. @throws ConfigError when nothing fits, or two files have the name.
 */
export async function suiteNamed(asked: string, project: Project, resolvePath: ResolvePath): Promise<string> {
  if (asked.includes('://'))
    throw new ConfigError(`suite: must be a name or a file, got the URL ${withoutSecretsInUrl(asked)}`)
  if (isSuiteFile(asked)) return resolvePath(asked)
  const measured: readonly string[] = MEASURED_SUITES
  if (measured.includes(asked)) return asked
  const files = await project.suites()
  const byFile = files.filter(({ name }) => name === asked)
  if (byFile.length > 0) return onlyOne(asked, byFile, resolvePath)
  if (ALL_SUITE_NAMES.includes(asked)) return asked
  const read = await headsOf(files)
  const byName = read.filter(({ name }) => name === asked)
  if (byName.length > 0) return onlyOne(asked, byName, resolvePath)
  const own = [...files, ...read].flatMap(({ name }) => name ?? [])
  const known = [...new Set([...own, ...ALL_SUITE_NAMES, ...measured])]
  const file = suiteFileNamed(asked, resolvePath)
  const meant = file === undefined ? suggestion(asked, known) : `; did you mean ${file}?`
  const rule = `suite: must be one of ${known.join(', ')} or a file`
  throw new ConfigError([
    `${rule}, got ${JSON.stringify(asked)}${meant}${npmHint(process.env)}`,
    ...read.flatMap(({ mistakes }) => mistakes),
  ])
}

/** The part of a suite that decides when it is meant. */
interface Head {
  readonly path: string
  /** The name within the file; undefined when there is none that can be read. */
  readonly name: string | undefined
  readonly onlyByName: boolean
  readonly mistakes: readonly string[]
}

/** Reads one file after the other: a module may take all the time that one has to load. */
async function headsOf(files: readonly SuiteFile[]): Promise<Head[]> {
  const heads: Head[] = []
  for (const file of files) heads.push(await headOf(file))
  return heads
}

async function headOf({ path }: SuiteFile): Promise<Head> {
  try {
    const suite = await suiteAlone(path)
    const { name, onlyByName } = isRecord(suite) ? suite : {}
    return { path, name: typeof name === 'string' ? name : undefined, onlyByName: onlyByName === true, mistakes: [] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { path, name: undefined, onlyByName: false, mistakes: error.messages }
  }
}

function onlyOne(asked: string, files: readonly { readonly path: string }[], resolvePath: ResolvePath): string {
  const [first, ...others] = files
  if (others.length === 0) return first!.path
  const paths = files.map(({ path }) => shownPath(path, resolvePath('.')))
  throw new ConfigError(`suite: ${JSON.stringify(asked)} is the name of ${paths.join(' and ')}; give one of the paths`)
}

/** A file that cannot be read stays in the list, so that its mistakes are reported. */
async function defaultSuites(project: Project): Promise<string[]> {
  const files = await project.suites()
  if (files.length === 0) {
    if (project.patterns === undefined) return [...DEFAULT_SUITES]
    throw new ConfigError(`suites: must match at least one file, got none for ${project.patterns.join(', ')}`)
  }
  const heads = await headsOf(files)
  const usual = heads.filter(({ onlyByName }) => !onlyByName)
  if (usual.length > 0) return usual.map(({ path }) => path)
  const names = files.map(({ name }) => name).join(', ')
  throw new ConfigError(`suite: must be named, since each suite of the project is onlyByName: ${names}`)
}
