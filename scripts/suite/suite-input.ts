import { ConfigError } from '../../bench/core/config-error.ts'
import { withoutSecretsInUrl } from '../../bench/core/secrets.ts'
import { suggestion } from '../../bench/core/suggestion.ts'
import { ALL_SUITES } from '../../bench/suites/catalogue.ts'
import { npmHint } from '../cli/npm-hint.ts'
import { MEASURED_SUITES } from './measured-suites.ts'
import { readSuiteFile } from './suite-file.ts'
import { isSuiteFile, suiteFileNamed } from './suite-name.ts'

/** A suite by its name or from its file, not yet checked. @throws ConfigError when there is none. */
export async function suiteInputOf(name: string, resolvePath: (path: string) => string): Promise<unknown> {
  const builtIn = ALL_SUITES.find((suite) => suite.name === name)
  if (builtIn !== undefined) return builtIn
  if (name.includes('://'))
    throw new ConfigError(`suite: must be a name or a file, got the URL ${withoutSecretsInUrl(name)}`)
  if (isSuiteFile(name)) return readSuiteFile(resolvePath(name))
  const known = [...ALL_SUITES.map((suite) => suite.name), ...MEASURED_SUITES]
  const file = suiteFileNamed(name, resolvePath)
  const meant = file === undefined ? suggestion(name, known) : `; did you mean ${file}?`
  throw new ConfigError(
    `suite: must be one of ${known.join(', ')} or a file, got ${JSON.stringify(name)}${meant}${npmHint(process.env)}`,
  )
}
