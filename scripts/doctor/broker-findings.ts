import type { Access } from '../../bench/brokers/access.ts'
import { CATALOGUE } from '../../bench/brokers/catalogue.ts'
import { REAL_BROKER_KINDS, type RealBrokerKind } from '../../bench/core/broker-info.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { atMost } from '../../bench/core/real-clock.ts'
import { type Finding, fine } from './finding.ts'

/** Longest wait for a broker. One on this machine answers within a few ms. */
const WAIT_MS = 2000

/** The answer of a broker: its server, or why it cannot be used. */
type Answer = { readonly server: string } | { readonly why: string }

/** Asks the brokers at their usual addresses. Suites without a real broker need none. */
export function brokerFindings(): Promise<Finding[]> {
  return Promise.all(
    REAL_BROKER_KINDS.map(async (kind) => brokerFinding(CATALOGUE[kind].access, await atMost(WAIT_MS, ask(kind)))),
  )
}

/** Judges the answer of a broker; undefined when it did not come in time. */
export function brokerFinding({ kind, usualUrl, start }: Access, answer: Answer | undefined): Finding {
  if (answer !== undefined && 'server' in answer) return fine(kind, `${answer.server} at ${usualUrl}`)
  const why = answer?.why ?? `${usualUrl} did not answer within ${WAIT_MS / 1000} s`
  // The error names the kind first, and the command that starts one last.
  const found = why.replace(`${kind}: `, '').replace(`. To start one here: ${start}`, '')
  return { check: kind, sign: 'note', found, advice: why.endsWith(start) ? `To use it: ${start}` : '' }
}

async function ask(kind: RealBrokerKind): Promise<Answer> {
  try {
    const driver = await CATALOGUE[kind].driver()
    const connection = await driver.connect({ url: undefined, storage: undefined })
    const { server, client } = connection.info
    await connection.close()
    return { server: `${server} with ${client}` }
  } catch (error) {
    if (error instanceof CannotRunError) return { why: error.message }
    throw error
  }
}
