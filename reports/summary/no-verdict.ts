import { groupBy } from '../../bench/core/group-by.ts'
import type { ArmSummary } from './arm-summary.ts'
import type { Finding } from './summary-data.ts'

type NoVerdict = Extract<Finding, { kind: 'no-verdict' }>
type Fields = Readonly<Record<string, unknown>>

/** Returns why arms have no verdict, where a reader expects one: in a load with a trigger, or with several rates. */
export function noVerdict(arms: readonly ArmSummary[], config: unknown): Omit<NoVerdict, 'text'>[] {
  const reasoned = arms.flatMap(({ variant, phases, verdicts }) => {
    const reason = verdicts.size > 0 ? undefined : reasonOf(variant, phases, config)
    return reason === undefined ? [] : [{ variant, reason }]
  })
  return [...groupBy(reasoned, ({ reason }) => reason).values()].map((same) => ({
    kind: 'no-verdict',
    reason: same[0]!.reason,
    variants: same.length === arms.length ? [] : [...new Set(same.map(({ variant }) => variant))],
  }))
}

/** The sentence of such a finding. */
export function noVerdictText({ reason, variants }: Omit<NoVerdict, 'text'>): string {
  const where = variants.length === 0 ? '' : ` in ${variants.join(', ')}`
  if (reason === 'ends-in-trigger') return `No verdict${where}: the load ends in its trigger.`
  return `No verdict${where}: the load has no trigger (no fault, and no stage above the rate of the first).`
}

function reasonOf(variant: string, phases: ArmSummary['phases'], config: unknown): NoVerdict['reason'] | undefined {
  if (phases.includes('trigger')) return 'ends-in-trigger'
  const { variants, ...common } = Object(config) as Fields
  const { load, faults } = { ...common, ...Object(Object(variants)[variant]) } as Fields
  const stages: unknown = Object(load).stages
  const hasFaults = Array.isArray(faults) && faults.length > 0
  return Array.isArray(stages) && !hasFaults && hasSeveralRates(stages) ? 'no-trigger' : undefined
}

/** Whether the rate changes between stages or within one. Stages with labels name their trigger themselves. */
function hasSeveralRates(stages: readonly Fields[]): boolean {
  const rates = stages.map(({ ratePerSecond, rho }) => ratePerSecond ?? rho)
  const isChanging = new Set(rates).size > 1 || rates.some((rate) => typeof rate === 'object')
  return isChanging && stages.every(({ phase }) => phase === undefined)
}
