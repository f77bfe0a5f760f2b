import type { RunResult, WindowRow } from '../../bench/metrics/result.ts'
import type { LastColumn } from '../table.ts'
import { answerFigure } from './answer-figure.ts'
import type { ArmAnswer } from './summary-data.ts'
import { answerTone } from './verdict-words.ts'

/** Without the full block: in two lines, full blocks would touch. */
const BARS = '▁▂▃▄▅▆▇'
/** A cell shows its lowest second if that is below this share: a short outage must not vanish in a long cell. */
const LOW = 0.25
const CELLS_MAX = 40

/** The share of requests in time over the run, as a line of `width` cells; a space where none were planned. */
export function sparkline({ timeline, windowMs, loadEndMs }: RunResult, width: number): string {
  const rows = timeline.slice(0, Math.max(1, Math.ceil(loadEndMs / windowMs)))
  const perSecond = Math.round(1000 / windowMs)
  const cells = Array.from({ length: width }, (_, i) => {
    const [first, end] = [i, i + 1].map((part) => Math.floor((part * rows.length) / width)) as [number, number]
    return cellOf(rows.slice(first, Math.max(end, first + 1)), perSecond)
  })
  return cells.join('')
}

function cellOf(rows: readonly WindowRow[], perSecond: number): string {
  const share = goodShare(rows)
  if (Number.isNaN(share)) return ' '
  const seconds = rows.flatMap((_, i) => (i % perSecond === 0 ? [goodShare(rows.slice(i, i + perSecond))] : []))
  const lowest = Math.min(...seconds.filter((second) => !Number.isNaN(second)))
  const shown = lowest < LOW ? lowest : share
  return BARS[Math.min(BARS.length - 1, Math.round(shown * (BARS.length - 1)))]!
}

function goodShare(rows: readonly WindowRow[]): number {
  const offered = rows.reduce((sum, row) => sum + row.offered, 0)
  return rows.reduce((sum, row) => sum + row.goodPlanned, 0) / offered
}

/**
 * A column with one repeat, the same for all arms, so that all lines show the same load. It is the repeat whose shares
 * in time are nearest to the medians of the arms.
 */
export function sparkColumn(arms: readonly ArmAnswer[], runs: readonly RunResult[]): LastColumn<ArmAnswer> {
  const ofArm = (arm: ArmAnswer) => runs.filter((run) => run.arm === arm.arm && run.variant === arm.variant)
  const distance = (repeat: number) =>
    arms.reduce((sum, arm) => {
      const run = ofArm(arm).find((one) => one.repeat === repeat)
      const off = run === undefined ? 1 : Math.abs(goodShare(run.timeline) - answerFigure(arm, 'goodput_ratio'))
      return sum + (Number.isNaN(off) ? 0 : off)
    }, 0)
  const repeats = [...new Set(runs.map(({ repeat }) => repeat))]
  const typical = repeats.toSorted((a, b) => distance(a) - distance(b))[0]
  const shown = (arm: ArmAnswer) => ofArm(arm).find(({ repeat }) => repeat === typical) ?? ofArm(arm)[0]
  return {
    head: 'over time',
    widthMin: (width) => (width >= 120 ? 24 : 13),
    widthMax: CELLS_MAX,
    cell: (arm, width) => {
      const run = shown(arm)
      return run === undefined ? '' : sparkline(run, width)
    },
    tone: (arm) => (answerTone(arm) === 'bad' ? 'bad' : 'good'),
    foot: (width) =>
      axis(
        arms.flatMap((arm) => shown(arm) ?? []),
        arms.some(({ verdict }) => verdict !== null),
        width,
      ),
  }
}

/** Marks below sparklines that have the same length: the start of the trigger, and the duration of the load. */
function axis(runs: readonly RunResult[], isJudged: boolean, width: number): string {
  const [first] = runs
  if (first === undefined || runs.some(({ loadEndMs }) => loadEndMs !== first.loadEndMs)) return ''
  const { triggerStartMs, loadEndMs } = first
  const isMarked = isJudged && triggerStartMs !== null
  const start = isMarked ? `${' '.repeat(Math.floor((width * triggerStartMs) / loadEndMs))}^trigger` : ''
  const end = `${Number((loadEndMs / 1000).toFixed(1))} s`
  return start.length + 1 + end.length > width ? start.slice(0, width) : `${start}${end.padStart(width - start.length)}`
}
