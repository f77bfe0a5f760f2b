import { ALL_SUITE_NAMES } from '../../bench/suites/names.ts'
import type { Project } from '../project/project.ts'
import { MEASURED_SUITES } from '../suite/measured-suites.ts'
import type { Sources } from './complete.ts'
import { SHELLS } from './shells.ts'

type ResolvePath = (path: string) => string

/** The words of a user's project, and those of the catalogues. Nothing is offered from a place that cannot be read. */
export function sourcesOf(readProject: () => Promise<Project>, resolvePath: ResolvePath): Sources {
  return {
    suites: async () => {
      const files = await orNone(async () => (await readProject()).suites())
      return [...new Set([...files.map(({ name }) => name), ...ALL_SUITE_NAMES, ...MEASURED_SUITES])]
    },
    cells: async (suites) => {
      const cells = await orNone(async () => cellsNamed(suites, await readProject(), resolvePath))
      const all = (key: 'arm' | 'variant') => [...new Set(cells.map((cell) => cell[key]))]
      return { arms: all('arm'), variants: all('variant') }
    },
    values: async (placeholder) => {
      switch (placeholder) {
        case 'shell':
          return SHELLS
        case 'part':
          return (await import('../nightly/nightly-parts.ts')).PART_NAMES
        case 'kind':
          return (await import('../suite/broker-choice.ts')).BROKER_CHOICES
        case 'ids':
          return [...new Set((await import('../../bench/verify/scenarios.ts')).SCENARIOS.map(({ id }) => id))]
        default:
          return []
      }
    },
  }
}

async function orNone<Item>(read: () => Promise<readonly Item[]>): Promise<readonly Item[]> {
  try {
    return await read()
  } catch {
    return []
  }
}

/** The arms of the suites that a command line means so far. */
async function cellsNamed(suites: readonly string[], project: Project, resolvePath: ResolvePath) {
  const [{ cellsOf }, { parseSuite }, { suiteInputOf }, { suitesToRun }] = await Promise.all([
    import('../../bench/cell.ts'),
    import('../../bench/parse-suite.ts'),
    import('../suite/suite-input.ts'),
    import('../suite/suite-names.ts'),
  ])
  const names = await suitesToRun(suites, project, resolvePath)
  const inputs = await Promise.all(names.map((name) => suiteInputOf(name, resolvePath)))
  return inputs.flatMap((input) => cellsOf(parseSuite(input)))
}
