import { type Cell, cellsOf } from '../../cell.ts'
import { parseSuite } from '../../parse-suite.ts'
import type { SuiteInput } from '../../suite.ts'

/** Origins of systems, in the order of the tables. */
export const KINDS = [
  'shipped suites',
  'reported cases',
  'published experiments',
  'closed forms',
  'hidden state',
  'null triggers',
] as const
export type Kind = (typeof KINDS)[number]

/** Final states of a system; `undecidable` where no verdict would be right. */
export const ENDS = ['back', 'down', 'undecidable'] as const
export type End = (typeof ENDS)[number]

/** A system whose verdicts are measured at several cuts. */
export interface System {
  /** Suite, and variant and arm where there are several. */
  readonly name: string
  readonly kind: Kind
  readonly cell: Cell
  /** The end that theory or arithmetic gives it; undefined where there is none. */
  readonly end: End | undefined
  /** The law behind that end; empty without one. */
  readonly why: string
  /** The longest cut at which it is judged, s after its trigger. */
  readonly lastCutS: number
  /** The fewest seeds that say anything about it. */
  readonly seedsMin: number
}

/** The end of a system and the law that gives it. */
export interface Theory {
  readonly end: End
  readonly why: string
}

interface SystemOptions {
  /** One theory for all arms and variants, or a function that returns that of each. */
  readonly theory?: Theory | ((cell: Cell) => Theory | undefined)
  /** Leaves out cells that are no system of the corpus. */
  readonly only?: (cell: Cell) => boolean
  /** @defaultValue 960 */
  readonly lastCutS?: number
  /** @defaultValue 1 */
  readonly seedsMin?: number
}

/** Most systems are followed for longer than the last look of the rule, three times its horizon of 300 s. */
const LAST_CUT_S = 960

/** Returns each arm of each variant of a suite as a system. @throws ConfigError when the suite has mistakes. */
export function systemsOf(kind: Kind, suite: SuiteInput, options: SystemOptions = {}): System[] {
  const { theory, only = () => true, lastCutS = LAST_CUT_S, seedsMin = 1 } = options
  const cells = cellsOf(parseSuite(suite)).filter(only)
  const isOne = (key: 'variant' | 'arm') => new Set(cells.map((cell) => cell[key])).size === 1
  return cells.map((cell) => {
    const known = typeof theory === 'function' ? theory(cell) : theory
    const name = [cell.suite, isOne('variant') ? '' : cell.variant, isOne('arm') ? '' : cell.arm]
    return {
      name: name.filter((part) => part !== '').join('/'),
      kind,
      cell,
      lastCutS,
      seedsMin,
      end: known?.end,
      why: known?.why ?? '',
    }
  })
}

/** Returns the theory of the arms or variants that a table names. The others have none. */
export function byName(theories: Readonly<Record<string, Theory>>): (cell: Cell) => Theory | undefined {
  return ({ arm, variant }) => theories[arm] ?? theories[variant]
}
