import { fixed } from '../format.ts'
import { markdownCode, markdownText } from '../safe-text.ts'
import { toMarkdown } from '../table.ts'
import { compareColumns } from './compare-columns.ts'
import type { Comparison, SideInfo } from './comparison.ts'
import { headline, verdictText } from './headline.ts'
import type { Row, SeriesVerdict } from './row.ts'

/** A step summary and a pull-request comment take a little more than this. */
export const MARKDOWN_MAX = 60_000
/** Informational series shown at most; `compare.csv` has all. */
const INFORMATIONAL_MAX = 60

const GATE_SECTIONS: readonly (readonly SeriesVerdict[])[] = [
  ['regressed'],
  ['improved'],
  ['incomparable', 'missing', 'invalid', 'undetectable'],
  ['accepted'],
  ['inconclusive', 'within-noise', 'too-small', 'changed'],
  ['new'],
  ['equivalent', 'equal'],
]

/**
 * `compare.md`: the headline, then sections from the most to the least important. Whole sections are left out where the
 * text would grow too long.
 */
export function compareMarkdown(comparison: Comparison): string {
  const left: string[] = []
  const kept: string[] = []
  let room = MARKDOWN_MAX - headText(comparison).length - NOTE.length - RESERVE
  for (const { title, body } of sectionsOf(comparison)) {
    const text = `## ${title}\n\n${body.trimEnd()}`
    // The most important section is cut rather than left out.
    const fitting = text.length <= room ? text : kept.length === 0 ? cut(text, room) : undefined
    if (fitting === undefined) left.push(title)
    else {
      kept.push(fitting)
      room -= fitting.length + 2
    }
  }
  const note =
    left.length === 0 ? [] : [`Left out because it would be too long (\`compare.csv\` has all): ${left.join('; ')}.`]
  return `${[headText(comparison), ...kept, ...note, NOTE].join('\n\n')}\n`
}

/** Room for the lines that name what is left out. */
const RESERVE = 2000

/** The first lines of a table that fit. */
function cut(text: string, room: number): string {
  const lines = text.split('\n')
  let [count, length] = [0, 0]
  while (length + lines[count]!.length < room) length += lines[count++]!.length + 1
  return `${lines.slice(0, count).join('\n')}\n\nand ${lines.length - count} more in \`compare.csv\``
}

const NOTE =
  'Figures are medians over runs. `reported from`: smaller changes are not reported. `would find`: this many runs would have found a change of this size in 80 of 100 comparisons. `q`: of the rows with this q ' +
  'or a smaller one, this share is expected not to differ at all. `equivalent` and `within-noise` describe the typical run. The seed decides exact figures (virtual time), so any difference between them is real. `too-small`: it does not count by `--min-change`. `accepted`: it got worse, and the change says why.'

interface Section {
  readonly title: string
  readonly body: string
}

function headText(comparison: Comparison): string {
  const { by, base, head, notes } = comparison
  const sides = by === 'arm' ? [sideLine('runs', base)] : [sideLine('base', base), sideLine('head', head)]
  return [headline(comparison), [...sides, ...notes.map((note) => `- ${markdownText(note)}`)].join('\n')].join('\n\n')
}

function sideLine(label: string, { name, commit, class: machine, calibration }: SideInfo): string {
  const facts = [
    commit === null ? '' : `commit ${commit.slice(0, 12)}`,
    machine ?? '',
    Number.isNaN(calibration) ? '' : `calibration ${fixed(calibration, 1)}`,
  ].filter((fact) => fact !== '')
  return `- ${label}: ${markdownCode(name)}${facts.length === 0 ? '' : ` (${markdownText(facts.join('; '))})`}`
}

function sectionsOf({ by, rows, changes }: Comparison): Section[] {
  const gating = rows.filter(({ gates }) => gates)
  const tables = GATE_SECTIONS.map((verdicts) =>
    table(
      gating.filter(({ verdict }) => verdicts.includes(verdict)),
      verdicts,
      by,
    ),
  )
  const [regressed, same, others] = [tables[0]!, tables.at(-1)!, tables.slice(1, -1)]
  const changed =
    changes.length === 0
      ? []
      : [
          {
            title: 'What differs in the configuration',
            body: changes.map((line) => `- ${markdownText(line)}`).join('\n'),
          },
        ]
  const moved = rows.filter(({ gates, verdict }) => !gates && ['regressed', 'improved', 'changed'].includes(verdict))
  return [...regressed, ...changed, ...others.flat(), ...informational(moved, by), ...same]
}

function table(rows: readonly Row[], verdicts: readonly SeriesVerdict[], by: Comparison['by']): Section[] {
  if (rows.length === 0) return []
  const present = verdicts.filter((verdict) => rows.some((row) => row.verdict === verdict))
  const words = present.map((verdict) => verdictText(verdict, by)).join(', ')
  return [
    {
      title: `${words.charAt(0).toUpperCase()}${words.slice(1)} (${rows.length})`,
      body: toMarkdown(compareColumns(by, rows), rows),
    },
  ]
}

/** Series that cannot fail the comparison, the largest moves first. */
function informational(moved: readonly Row[], by: Comparison['by']): Section[] {
  if (moved.length === 0) return []
  const size = ({ effect, scale, base }: Row) => {
    const share = scale === 'ratio' ? Math.log1p(effect) : effect / (base?.median || 1)
    return Number.isNaN(share) ? -1 : Math.abs(share)
  }
  const shown = moved.toSorted((a, b) => size(b) - size(a)).slice(0, INFORMATIONAL_MAX)
  const title = `Informational series that moved (${moved.length > shown.length ? `${shown.length} of ${moved.length}` : moved.length})`
  return [{ title, body: toMarkdown(compareColumns(by, shown), shown) }]
}
