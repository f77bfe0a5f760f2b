import { CATALOGUE } from '../../bench/brokers/catalogue.ts'
import { REAL_BROKER_KINDS, type RealBrokerKind } from '../../bench/core/broker-info.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { atMost } from '../../bench/core/real-clock.ts'
import { type Finding, fine } from './finding.ts'

/** Longest wait for a broker. One on this machine answers within a few ms. */
const WAIT_MS = 2000

/** Asks the brokers at their usual addresses. Suites without a real broker need none. */
export function brokerFindings(): Promise<Finding[]> {
  return Promise.all(REAL_BROKER_KINDS.map(brokerFinding))
}

async function brokerFinding(kind: RealBrokerKind): Promise<Finding> {
  const { access } = CATALOGUE[kind]
  const asked = ask(kind)
  const answer = await atMost(WAIT_MS, asked)
  if (answer?.server !== undefined) return fine(kind, `${answer.server} at ${access.usualUrl}`)
  const why = answer?.why ?? `${access.usualUrl} did not answer within ${WAIT_MS / 1000} s`
  const [found, start] = why.replace(`${kind}: `, '').split('. To start one here: ')
  return { check: kind, sign: 'note', found: found!, advice: start === undefined ? '' : `To use it: ${start}` }
}

async function ask(kind: RealBrokerKind): Promise<{ readonly server?: string; readonly why?: string }> {
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
