import { gateOf } from '../bench/compare/gate.ts'
import { seriesKey } from '../bench/compare/series.ts'
import { groupBy } from '../bench/core/group-by.ts'
import { samplesOf } from '../bench/metrics/sample.ts'
import { runsForDetecting } from '../bench/statistics/detectable.ts'
import { armOf, coresText, worstReason } from './doubts.ts'
import { fixed } from './format.ts'
import type { RunData } from './run-data.ts'

/** Sentences about how runs in real time were made: what other programs used, what was run again, and which comparisons the number of repeats is too small for. */
export function machineNotes(data: Pick<RunData, 'runs' | 'discarded' | 'environment'>): string[] {
  return [...othersNote(data), ...discardedNotes(data), ...compareNote(data)]
}

function othersNote({ runs, environment }: Pick<RunData, 'runs' | 'environment'>): string[] {
  const used = runs.flatMap(({ othersCores }) => othersCores ?? [])
  if (used.length === 0) return []
  const most = coresText(Math.max(...used), Number(environment.cores))
  return [`Other programs used ${fixed(Math.min(...used), 1)} to ${most} during these runs.`]
}

/** One sentence for each arm of which a run was made again, with the worst reason. */
function discardedNotes({ discarded }: Pick<RunData, 'discarded'>): string[] {
  return [...groupBy(discarded, armOf).values()].map((own) => {
    const times = own.length === 1 ? 'once' : own.length === 2 ? 'twice' : `${own.length} times`
    return `${armOf(own[0]!)} was run again ${times} because this machine was late. Worst: ${worstReason(own.flatMap(({ warnings }) => warnings))}`
  })
}

/** What a comparison with another result could not find at all. Of exact results one run is enough. */
function compareNote({ runs }: Pick<RunData, 'runs'>): string[] {
  const real = runs.filter(({ clock }) => clock === 'real')
  if (real.length === 0) return []
  const gating = groupBy(
    real.flatMap(samplesOf).filter((sample) => gateOf(sample).gates),
    seriesKey,
  )
  const repeats = Math.min(...[...groupBy(real, armOf).values()].map((own) => own.length))
  const needed = runsForDetecting(Math.max(1, gating.size))
  if (repeats >= needed) return []
  return [
    `${repeats} ${repeats === 1 ? 'repeat' : 'repeats'} cannot be compared with another result; --repeats ${needed} can.`,
  ]
}
