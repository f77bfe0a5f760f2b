import { groupBy } from '../../bench/core/group-by.ts'
import { ascending, median } from '../../bench/core/order.ts'
import { isOnlyLate } from '../../bench/metrics/lateness.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { samplesOf } from '../../bench/metrics/sample.ts'
import { ruleOf } from '../compare/metric-rule.ts'
import { seriesKey } from '../compare/series.ts'
import type { DiscardedRun, RunData } from '../data/run-data.ts'
import { fixed, percent } from '../format.ts'
import { runsForDetecting } from '../statistics/detectable.ts'
import { summariseArms } from './arm-summary.ts'
import { armOf, coresText, worstReason } from './doubts.ts'

/**
 * Sentences about runs in real time: CPU of other programs, runs that were repeated, and whether there are enough runs
 * for a comparison.
 */
export function machineNotes(data: NotedData): string[] {
  return [...othersNotes(data.runs, Number(data.environment.cores)), ...discardedNotes(data), ...compareNote(data)]
}

type NotedData = Pick<RunData, 'status' | 'runs' | 'discarded' | 'measured' | 'environment'>

/** CPU that other programs used during these runs, from the least to the most; empty where it was not measured. */
export function othersNotes(runs: readonly Pick<RunResult, 'othersCores'>[], cores: number | undefined): string[] {
  const used = runs.flatMap(({ othersCores }) => othersCores ?? [])
  if (used.length === 0) return []
  const [least, most] = [fixed(Math.min(...used), 1), fixed(Math.max(...used), 1)]
  const range = least === most ? '' : `${least} to `
  return [`Other programs used ${range}${coresText(Math.max(...used), cores)} during these runs.`]
}

const isLate = ({ warnings }: DiscardedRun) => isOnlyLate({ status: 'invalid', warnings })

/**
 * One sentence for each arm with repeated runs: their number, how their goodput differs, and the worst reason. One more
 * for reruns that were invalid for another reason.
 */
function discardedNotes({ discarded, runs }: NotedData): string[] {
  const late = [...groupBy(discarded.filter(isLate), armOf).values()].map((own) => {
    const arm = armOf(own[0]!)
    const many = own.length === 1 ? '1 run' : `${own.length} runs`
    const discardedRatio = median(ascending(own.map(({ goodputRatio }) => goodputRatio)))
    const [kept] = summariseArms(runs.filter((run) => armOf(run) === arm))
    const inTime = [discardedRatio, kept?.value('goodput_ratio') ?? Number.NaN].map(percent)
    return `${arm}: ${many} discarded and repeated, because this machine was late (in time: ${inTime[0]} discarded, ${inTime[1]} kept). Worst: ${worstReason(own.flatMap(({ warnings }) => warnings)).reason}`
  })
  const failed = [
    ...groupBy(
      discarded.filter((run) => !isLate(run)),
      armOf,
    ).values(),
  ].map((own) => {
    const [many, late] = own.length === 1 ? ['1 rerun was', 'run was'] : [`${own.length} reruns were`, 'runs were']
    return `${armOf(own[0]!)}: ${many} invalid for another reason than lateness, so the late ${late} kept. Reason: ${worstReason(own.flatMap(({ warnings }) => warnings)).reason}`
  })
  return [...late, ...failed]
}

/**
 * Warns if this result has too few repeats for a comparison to find anything, by the rule of the comparison. One run of
 * an exact result is enough.
 */
function compareNote({ status, runs, measured }: NotedData): string[] {
  const real = runs.filter(({ clock }) => clock === 'real')
  if (status === 'partial' || real.length === 0) return []
  const gating = [...real.flatMap(samplesOf), ...measured].filter((sample) => ruleOf(sample).gates)
  const needed = runsForDetecting(Math.max(1, groupBy(gating, seriesKey).size))
  const valid = [...groupBy(real, armOf).values()].map((own) => own.filter((run) => run.status === 'valid').length)
  const repeats = Math.min(...valid)
  if (repeats >= needed) return []
  const have = repeats === 1 ? '1 valid repeat' : `${repeats} valid repeats`
  return [`With ${have} of an arm \`compare\` could detect no change against another result; --repeats ${needed} can.`]
}
