import { ConfigError } from '../../bench/core/config-error.ts'
import { isRecord } from '../../bench/core/record.ts'
import { withBrokers } from './broker-arms.ts'
import type { BrokerChoice } from './broker-choice.ts'

/** Settings of the command line that replace those of a suite. */
export interface SuiteChanges {
  readonly seed: number | undefined
  readonly repeats: number | undefined
  readonly plan: string | undefined
  /** Brokers of the queue arms instead of those of the suites; none means those of the suites. */
  readonly brokers?: readonly BrokerChoice[]
}

/** The suite with the changes of the command line, in its variants too. */
export function changed(input: unknown, { seed, repeats, plan, brokers = [] }: SuiteChanges): unknown {
  if (!isRecord(input)) return input
  const armsOf = ({ arms }: Record<string, unknown>) => (isRecord(arms) ? withBrokers(arms, brokers) : arms)
  if (isRecord(input.arms) && Object.keys(input.arms).length > 0 && Object.keys(armsOf(input) as object).length === 0) {
    const asked = brokers.map(({ kind, storage }) => (storage === undefined ? kind : `${kind}:${storage}`))
    throw new ConfigError(
      `--broker: must be one that an arm has, got ${asked.join(', ')} for ${Object.keys(input.arms).join(', ')}`,
    )
  }
  const own = { ...input, ...given({ seed, repeats, load: plan, arms: armsOf(input) }) }
  if (!isRecord(input.variants)) return own
  const variants = Object.entries(input.variants).map(([name, variant]) => [
    name,
    isRecord(variant) ? { ...variant, ...given({ repeats, load: plan, arms: armsOf(variant) }) } : variant,
  ])
  return { ...own, variants: Object.fromEntries(variants) }
}

/** The options that were given. */
function given(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
