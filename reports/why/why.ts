import { oneLine } from '../../bench/core/printable.ts'
import { COLLAPSE_SHARE, SURE_SEEDS_MIN } from '../../bench/metrics/collapse.ts'
import type { ArmWhy, WhyData } from '../../bench/study/why/why-data.ts'
import { countText, fixed } from '../format.ts'
import { markdownText } from '../safe-text.ts'
import { suiteTitle } from '../suite-title.ts'
import { type Column, toMarkdown, toText } from '../table.ts'
import { wrapped } from '../wrapped.ts'
import { LOSS_COLUMNS, lossRows } from './why-causes.ts'
import { whyCsv } from './why-csv.ts'
import { sentenceOf } from './why-sentence.ts'
import { ABLATION_COLUMNS, ablationRows, collapseText, FLIP_COLUMNS, rateColumns, shownRates } from './why-tables.ts'

/** The file that holds everything; the others are derived from it. */
export const WHY_FILE = 'why.json'

/** All files of a result of `why` by name. The same data gives the same bytes. */
export function renderWhy(data: WhyData): ReadonlyMap<string, string> {
  return new Map([
    // First, so that the other files can be made from it if writing is interrupted.
    [WHY_FILE, `${JSON.stringify(data, undefined, 1)}\n`],
    ['why.csv', whyCsv(data)],
    ['why.md', whyMarkdown(data)],
  ])
}

/** Writes a table for a terminal or as markdown. */
type Table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]) => string

/** Text for a terminal: each arm with its sentence first, then its tables. */
export function whyText(data: WhyData, width: number): string {
  const table: Table = (columns, rows) => toText(columns, rows, width)
  const arms = data.arms.flatMap((arm) => [
    `== ${suiteTitle(data)}, ${arm.arm} ==`,
    `${sentenceOf(arm)}${stopped(arm)}`,
    factsOf(arm),
    ...partsOf(arm, table),
  ])
  const parts = [`${suiteTitle(data)}: ${oneLine(data.question, 2000)}`, ...arms, HOW_TO_READ]
  return parts.map((part) => (part.endsWith('\n') ? part : `${wrapped(part, width)}\n`)).join('\n')
}

function whyMarkdown(data: WhyData): string {
  const table: Table = (columns, rows) => toMarkdown(columns, rows)
  const arms = data.arms.flatMap((arm) => [
    `## ${markdownText(arm.arm)}`,
    `**${markdownText(sentenceOf(arm))}**${stopped(arm)}`,
    factsOf(arm),
    ...partsOf(arm, table),
  ])
  const { first, count } = data.seeds
  const parts = [
    `# Why: ${markdownText(suiteTitle(data))}`,
    ...(data.status === 'partial' ? ['> This was interrupted: it holds what was computed until then.'] : []),
    `**${markdownText(data.question)}**`,
    `Seeds ${first} to ${first + count - 1}, in virtual time.`,
    ...arms,
    '## How to read it',
    HOW_TO_READ,
  ]
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`
}

function factsOf({ full, sustain, runs }: ArmWhy): string {
  const facts = [
    `P(collapse) ${collapseText(full)}`,
    `goodput deficit ${countText(full.deficitMedian)} requests`,
    ...(sustain === null || sustain.rho === null
      ? []
      : [`load before the trigger ${fixed(sustain.rho, 2)} of the capacity`]),
    ...(sustain === null
      ? []
      : [`${fixed(sustain.attemptsPerRequest, 2)} attempts per request while nothing is answered (1 + r_inf)`]),
    `${runs} runs`,
  ]
  return facts.join(', ')
}

function stopped({ complete }: ArmWhy): string {
  return complete ? '' : ' (Stopped: what follows is incomplete.)'
}

function partsOf(arm: ArmWhy, table: Table): string[] {
  const losses = lossRows(arm.losses)
  const reasons = arm.ablations.flatMap((row) =>
    'reason' in row ? [`Without ${row.element} ${row.kind}: ${row.reason}`] : [],
  )
  return [
    countedSeeds(arm),
    ...(losses.length === 0 ? [] : [table(LOSS_COLUMNS, losses)]),
    table(ABLATION_COLUMNS, ablationRows(arm)),
    ...reasons,
    ...(arm.rates.length === 0 ? [] : [table(rateColumns(arm), shownRates(arm))]),
    ...flipParts(arm, table),
  ]
}

/** The definition of a lost request, and the seeds over which losses and rates are means. */
function countedSeeds({ full: { verdict, verdicts }, inTimeMs }: ArmWhy): string {
  const seeds = Object.values(verdicts).reduce((sum, count) => sum + count, 0)
  const counted = verdicts[verdict]
  const all = seeds === 1 ? 'one seed' : `all ${seeds} seeds`
  const which = counted === seeds ? all : `the ${counted} of ${seeds} seeds that are ${verdict}`
  const limit = Number((inTimeMs / 1000).toPrecision(3))
  return `A request that has not succeeded after ${limit} s is lost. Lost requests and rates per second are means over ${which}.`
}

function flipParts({ flips, full, complete }: ArmWhy, table: Table): string[] {
  if (flips.kind === 'not searched')
    return complete ? [`Smallest change that flips the verdict: not searched (${flips.reason}).`] : []
  const { candidates, found } = flips
  if (found.length === 0)
    return [`No change of one parameter flips the verdict: ${candidates} tried, by up to a factor of 10 up and down.`]
  const isCollapsed = full.collapse !== null && full.collapse.share >= COLLAPSE_SHARE
  const other = isCollapsed ? 'does not collapse' : 'collapses'
  return [
    `Smallest changes of one parameter with which it ${other}, of ${candidates} tried:`,
    table(FLIP_COLUMNS, found),
  ]
}

const HOW_TO_READ =
  'lost to: requests that the twin (the same seed without its trigger) has in time and the run has not. Each has one cause, from its own course up to its ' +
  'deadline. Losses and rates are means over the seeds with the most frequent verdict. Each element is taken away by itself and the same seeds run again. ' +
  'difference: goodput deficit (requests lost to the trigger) with the element minus without it. It is the median of the pairs of seeds, with its 95 % ' +
  'interval (order statistics) from six seeds on. Above 0 the element costs requests, below 0 it saves them. share: that difference over the deficit with ' +
  'all elements. Elements act together, so shares need not add up to 1. P(collapse): share of seeds that end metastable or oscillating, with its 95 % ' +
  'Wilson interval. Rates are those of the second that ends this long after the trigger. 1 + r_inf: attempts per request, measured with the same arm while ' +
  'the target answers nothing. load before the trigger: attempts that reach the target in the last 20 s before it, over its capacity. A change is offered ' +
  `when the whole interval of P(collapse) with it is on the other side of one half, which takes at least ${SURE_SEEDS_MIN} seeds. The search assumes that the ` +
  'verdict changes once between the value of the suite and ten times or a tenth of it.'
