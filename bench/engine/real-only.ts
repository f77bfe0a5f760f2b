import { isService } from '../../targets/spec.ts'
import type { Cell } from '../cell.ts'
import { ConfigError } from '../core/config-error.ts'
import { settlesElsewhere } from '../policy/settles-elsewhere.ts'
import { brokerKindOf } from '../queue/broker.ts'

/** Says why a cell can only run in real time; undefined when it can be simulated. */
export function whyRealOnly({ suite, arm, target, armSpec }: Cell): string | undefined {
  if (isService(target)) {
    const got = target.model === 'url' ? "a service of one's own" : "a function that calls a service of one's own"
    return `${suite}: target.${target.model}: must be a model in virtual time, got ${got}: what it does between request and answer is not known, so it cannot be simulated`
  }
  if (armSpec.style !== 'queue' || brokerKindOf(armSpec.broker) === 'memory') return undefined
  return `${suite}: arms.${arm}.broker.kind: must be memory in virtual time, got "${armSpec.broker.kind}": only the broker in this process can be simulated`
}

/** Rejects with a ConfigError when a cell cannot be simulated, before anything runs. */
export async function refuseRealOnly(cells: readonly Cell[]): Promise<void> {
  const mistakes = cells.map(whyRealOnly).filter((why) => why !== undefined)
  if (mistakes.length === 0) mistakes.push(...(await Promise.all(cells.map(settlingElsewhere))).flat())
  if (mistakes.length > 0) throw new ConfigError([...new Set(mistakes)])
}

/** Returns a message for each policy of an arm that virtual time would not wait for. */
async function settlingElsewhere({ suite, arm, armSpec }: Cell): Promise<string[]> {
  const [place, policy] =
    armSpec.style === 'rpc' ? ['policy', armSpec.policy] : ['consumers.policy', armSpec.consumers.policy]
  const mistakes = policy.map(async (spec, i) => {
    if (spec.kind !== 'custom' || !(await settlesElsewhere(spec))) return []
    const path = `${suite}: arms.${arm}.${place}[${i}]`
    return [
      `${path}: must settle by the clock of its context in virtual time; policy ${spec.name} waits for a promise or a timer of Node, which --clock real waits for`,
    ]
  })
  return (await Promise.all(mistakes)).flat()
}
