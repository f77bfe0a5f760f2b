import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { counted, fixed, percent } from '../format.ts'
import { CHANGE_COLUMNS, type ChangeRow, SUSPECT_COLUMNS } from '../history/change-columns.ts'
import { type CheckedChange, checkedRow } from '../history/check-json.ts'
import { SUSPECTS_TITLE } from '../history/check-text.ts'
import { commitText, nightText } from '../history/level-text.ts'
import { markdownBlock, markdownCode, markdownText } from '../safe-text.ts'
import { type Column, toMarkdown } from '../table.ts'
import { oppositesText, tallyColumns } from '../verify/verdicts.ts'
import {
  type ArmCollapse,
  type NightlyData,
  type NightlyVerdicts,
  PART_STATES,
  type PartReport,
} from './nightly-data.ts'

/** GitHub's step summary and comments take a little more than this, in characters. */
export const SUMMARY_MAX = 60_000
const ROWS_MAX = 25
const SAID_MAX = 2000

/** `nightly.md`: what the night came to, the most important first. */
export function nightlyMarkdown(data: NightlyData): string {
  const { parts, found, falseAlarms, verdicts, collapses } = data
  const troubled = parts.filter(({ said }) => said !== '')
  const blocks = [
    `# Nightly: ${headlineOf(data)}`,
    factsOf(data),
    toMarkdown(PART_COLUMNS, parts).trimEnd(),
    ...(found === null ? [] : changesText('New changes', CHANGE_COLUMNS, found.changes)),
    ...(found === null ? [] : changesText(SUSPECTS_TITLE, SUSPECT_COLUMNS, found.suspects)),
    ...troubled.flatMap(({ name, said }) => [`## Output of ${name}`, markdownBlock(tail(said))]),
    ...(falseAlarms === null ? [] : ['## False alarms', falseAlarmsText(falseAlarms)]),
    ...(verdicts === null ? [] : verdictsBlocks(verdicts)),
    ...collapseBlocks(collapses),
  ]
  return `${fitting(blocks).join('\n\n')}\n`
}

/** One line: the parts in each state, the worst first. */
export function headlineOf({ parts, status }: Pick<NightlyData, 'parts' | 'status'>): string {
  const groups = PART_STATES.flatMap((state) => {
    const names = parts.filter((part) => part.state === state).map(({ name }) => name)
    if (names.length === 0) return []
    return state === 'fine'
      ? [`${names.length} of ${counted(parts.length, 'part')} fine`]
      : [`${state}: ${names.join(', ')}`]
  })
  return [...(status === 'partial' ? ['not finished'] : []), ...groups].join('; ')
}

function factsOf({ startedAt, commit, class: machine, calibration, quick, history, parts }: NightlyData): string {
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0)
  return [
    `- ${nightText(startedAt)} UTC, commit ${markdownText(commitText(commit))}, ${timeText(seconds)}${quick ? ', quick' : ''}`,
    `- ${markdownText(machine)}; calibration ${fixed(calibration, 1)}`,
    `- history: ${markdownCode(history)}`,
  ].join('\n')
}

const PART_COLUMNS: readonly Column<PartReport>[] = [
  { head: 'part', cell: ({ name }) => name },
  { head: 'verdict', cell: ({ state }) => state },
  { head: 'what', cell: ({ summary, about }) => (summary === '' ? about : `${about}: ${summary}`) },
  { head: 'time', cell: ({ state, seconds }) => (state === 'left out' ? '-' : timeText(seconds)) },
  {
    head: 'report',
    cell: ({ links }) => links.join(' ') || '-',
    markdown: ({ links }) => links.map(linkOf).join(' ') || '-',
  },
]

/** A link whose text is the last folder of the path, which names the file best. */
function linkOf(path: string): string {
  return `[${path.split('/').at(-2) ?? path}](${path})`
}

function changesText(
  title: string,
  columns: readonly Column<ChangeRow>[],
  changes: readonly CheckedChange[],
): string[] {
  if (changes.length === 0) return []
  return [`## ${title} (${changes.length})`, ...shortTable(columns, changes.map(checkedRow))]
}

function shortTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const more = rows.length - ROWS_MAX
  return [toMarkdown(columns, rows.slice(0, ROWS_MAX)).trimEnd(), ...(more > 0 ? [`And ${more} more.`] : [])]
}

function falseAlarmsText({
  comparisons,
  alarms,
  share,
  low,
  high,
  series,
  runs,
  max,
  holds,
}: NonNullable<NightlyData['falseAlarms']>): string {
  return (
    `${alarms} of ${comparisons} comparisons of simulated bursts with themselves (${series} gate series, ${runs} runs on each side) reported a difference: ` +
    `${percent(share)}, 95 % interval ${percent(low)} to ${percent(high)}. At most ${percent(max)} are promised: ${holds ? 'kept' : '**broken**'}.`
  )
}

/** Undecided answers by cut, and opposite ones in full. */
function verdictsBlocks(verdicts: NightlyVerdicts): string[] {
  const { cutsS, tallies, opposites, firstSeed } = verdicts
  const shown = { ...verdicts, opposites: opposites.slice(0, ROWS_MAX) }
  return [
    '## Verdicts of systems that are cut short, with the share undecided at each cut',
    toMarkdown(tallyColumns(cutsS), tallies).trimEnd(),
    `Seeds from ${firstSeed} on. ${oppositesText(shown)}${opposites.length > ROWS_MAX ? '\n- ...' : ''}`,
  ]
}

const COLLAPSE_COLUMNS: readonly Column<ArmCollapse>[] = [
  { head: 'suite', cell: ({ suite, variant }) => (variant === DEFAULT_VARIANT ? suite : `${suite}, ${variant}`) },
  { head: 'arm', cell: ({ arm }) => arm },
  { head: 'P(collapse)', cell: ({ share }) => (share === null ? 'open' : fixed(share, 2)) },
  { head: '95 % interval', cell: ({ low, high }) => `${fixed(low, 2)} to ${fixed(high, 2)}` },
  { head: 'seeds', cell: ({ seeds }) => String(seeds) },
]

/** The arms that collapse with some seed, or that are undecided. */
function collapseBlocks(collapses: readonly ArmCollapse[]): string[] {
  if (collapses.length === 0) return []
  const listed = collapses.filter(({ share }) => share !== 0)
  const rest = collapses.length - listed.length
  const none = `${counted(rest, 'arm')} of ${collapses.length} collapsed with no seed.`
  return ['## Collapse, in virtual time', ...(listed.length === 0 ? [] : shortTable(COLLAPSE_COLUMNS, listed)), none]
}

function tail(text: string): string {
  return text.length <= SAID_MAX ? text : `...${text.slice(-SAID_MAX)}`
}

/** The first blocks, as many as fit. */
function fitting(blocks: readonly string[]): string[] {
  const note = 'The rest would be too long; `nightly.json` has it.'
  const kept: string[] = []
  let length = note.length + 3
  for (const block of blocks) {
    length += block.length + 2
    if (length > SUMMARY_MAX) return [...kept, note]
    kept.push(block)
  }
  return kept
}

function timeText(seconds: number): string {
  return seconds < 60
    ? `${seconds.toFixed(0)} s`
    : `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`
}
