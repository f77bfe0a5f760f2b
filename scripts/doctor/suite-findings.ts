import { ConfigError } from '../../bench/core/config-error.ts'
import { COMMAND } from '../../bench/core/own-code.ts'
import { atMost, epochMs } from '../../bench/core/real-clock.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { shownPath } from '../cli/shown-path.ts'
import type { Project } from '../project/project.ts'
import { readSuiteFile } from '../suite/suite-file.ts'
import type { Finding } from './finding.ts'
import { gitFinding, projectFinding, resultsFinding } from './place-findings.ts'

/** Longest time for reading all suites. */
const READ_MAX_MS = 5000

/** Looks at the user's project: its configuration, suites, results folder and repository. */
export async function projectFindings(readProject: () => Promise<Project>): Promise<Finding[]> {
  try {
    const project = await readProject()
    const files = await project.suites()
    return [
      projectFinding(project, files.length),
      ...(await suiteFindings(
        files.map(({ path }) => path),
        project.root,
      )),
      resultsFinding(project),
      gitFinding(project),
    ]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const advice = 'Mend it: each command that needs the project stops here.'
    return [{ check: 'project', sign: 'impossible', found: error.messages.join('; '), advice }]
  }
}

/** Reads each suite as a run would; one that is right has no finding. */
async function suiteFindings(paths: readonly string[], root: string): Promise<Finding[]> {
  const endMs = epochMs() + READ_MAX_MS
  const findings: Finding[] = []
  for (const [i, path] of paths.entries()) {
    const leftMs = endMs - epochMs()
    const mistakes = leftMs > 0 ? await atMost(leftMs, mistakesIn(path)) : undefined
    if (mistakes === undefined) {
      const found = `${paths.length - i} not read within ${READ_MAX_MS / 1000} s`
      findings.push({ check: 'suites', sign: 'note', found, advice: `${COMMAND} list reads all of them.` })
      break
    }
    if (mistakes.length === 0) continue
    const found = `${shownPath(path, root)}: ${mistakes[0]}${mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : ''}`
    findings.push({
      check: 'suite',
      sign: 'impossible',
      found,
      advice: `${COMMAND} run ${shownPath(path, root)} lists all mistakes.`,
    })
  }
  return findings
}

async function mistakesIn(path: string): Promise<readonly string[]> {
  try {
    parseSuite(await readSuiteFile(path))
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.messages.map((message) => message.replace(`${path}: `, ''))
    throw error
  }
}
