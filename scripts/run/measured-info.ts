import { withoutSecretsInUrl } from '../../bench/core/secrets.ts'
import type { Conditions } from '../../bench/micro/brokers/broker-micro.ts'
import type { SuiteInfo } from '../../reports/data/run-data.ts'
import type { MeasuredSuite } from '../suite/measured-suites.ts'

/**
 * Plan of a measuring suite: figures with the same plan can be compared. `addresses`: those that the user gave of what
 * was measured.
 */
export function measuredPlan(quick: boolean, addresses: readonly (string | undefined)[]): string {
  const given = [...new Set(addresses)].filter((address) => address !== undefined)
  return [quick ? 'quick' : 'full', ...given.map(withoutSecretsInUrl)].join(' ')
}

/** Entry of a result about measured brokers: which, with which client, and how. */
export function measuredInfo(name: MeasuredSuite, conditions: Conditions): SuiteInfo {
  const { brokers, window, consumers, ratePerSecond } = conditions
  const lines = Object.entries(brokers).map(
    ([label, { server, client, storage, capabilities }]) =>
      `- ${label}: ${server} (${storage}; confirmed: ${capabilities.confirm}), ${client}`,
  )
  return {
    name,
    question: 'What do the drivers cost beside a bare loop of the same client library?',
    about: [
      `Closed loop: ${window} messages on their way, ${consumers} consumers. Open loop: ${ratePerSecond}/s.`,
      '',
      ...lines,
    ].join('\n'),
    plan: null,
    loads: {},
    variants: {},
    config: conditions,
  }
}
