import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import { NODE_OPTIONS, ownModule } from '../../core/own-code.ts'
import type { BrokerAnswer, BrokerJob } from './broker-job.ts'

type Measured = Extract<BrokerAnswer, { kind: 'measured' }>

/**
 * Measures in a separate process. Undefined when `signal` is given meanwhile. The process has removed its queue when
 * this settles.
 * @throws CannotRunError when it could not be measured.
 */
export async function measureInChild(job: BrokerJob, signal: AbortSignal): Promise<Measured | undefined> {
  if (signal.aborted) return undefined
  const child = fork(fileURLToPath(ownModule('./broker-child', import.meta.url)), {
    execArgv: [...NODE_OPTIONS],
    serialization: 'advanced',
  })
  let answer: BrokerAnswer | undefined
  child.once('message', (message: BrokerAnswer) => {
    answer = message
  })
  const letGo = () => {
    if (child.connected) child.disconnect()
  }
  signal.addEventListener('abort', letGo, { once: true })
  child.send(job)
  const [code, by] = (await once(child, 'exit')) as [number | null, string | null]
  signal.removeEventListener('abort', letGo)
  if (signal.aborted) return undefined
  const { kind, side } = job
  if (answer === undefined) throw new CannotRunError(`${kind}, ${side}: its process ended (${by ?? `code ${code}`})`)
  if (answer.kind === 'failed') throw new CannotRunError(`${kind}, ${side}: ${answer.message}`)
  return answer
}
