import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import Fastify, { type FastifyInstance } from 'fastify'
import { LoopDelay } from '../bench/core/loop-delay.ts'
import { RealClock } from '../bench/core/real-clock.ts'
import type { Fault } from './faults.ts'
import { Target } from './model.ts'
import {
  ADMIN_COUNTERS_PATH,
  ADMIN_IDENTITY_PATH,
  ADMIN_RESET_PATH,
  ATTEMPT_HEADER,
  BUSY_HEADER,
  LET_GO_MS,
  readAttempt,
  statusOf,
  WARM_UP_PATH,
  WORK_PATH,
} from './protocol.ts'
import type { ModelSpec } from './spec.ts'

/** What a run asks of the target before it begins. */
export interface Reset {
  readonly model: ModelSpec
  readonly faults: readonly Fault[]
  readonly seed: number
  /** Wall time in ms since 1970 at which the run begins, so that faults come when the load expects them. */
  readonly originEpochMs: number
  /** When the warm-up of the run ends, ms: stalls before it do not count. @defaultValue 0 */
  readonly warmUpEndMs?: number
}

/** Requests at once that may wait to be accepted: a burst of new connections must not be turned away by the system. */
const BACKLOG = 4096

/** A model behind HTTP on 127.0.0.1; `/admin` sets it up and reads its counters. */
export async function startServer(): Promise<{ port: number; close: () => Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true, keepAliveTimeout: 600_000 })
  const loopDelay = new LoopDelay()
  const identity = randomUUID()
  let clock = new RealClock()
  let target: Target | undefined

  app.get(WARM_UP_PATH, (request, reply) => {
    readAttempt(request.headers[ATTEMPT_HEADER], clock.nowMs())
    reply.hijack()
    answer(reply.raw, 200, 0)
  })
  app.get(WORK_PATH, (request, reply) => {
    const attempt = readAttempt(request.headers[ATTEMPT_HEADER], clock.nowMs())
    if (attempt === undefined || target === undefined) {
      reply.code(400).send(`this target needs a reset and the header ${ATTEMPT_HEADER}`)
      return
    }
    const { raw } = reply.hijack()
    // An exchange that nobody waits for any more must not keep its connection, as a lost one would; its work goes on.
    const letGo = clock.at(attempt.expiresMs + LET_GO_MS, () => answer(raw, 504))
    target.arrive(attempt, (outcome) => {
      if (raw.headersSent) return
      letGo()
      answer(raw, statusOf(outcome), outcome.kind === 'ok' ? outcome.busyMs : undefined)
    })
  })
  app.post<{ Body: Reset }>(ADMIN_RESET_PATH, (request) => {
    const { model, faults, seed, originEpochMs, warmUpEndMs = 0 } = request.body
    clock.stop()
    clock = new RealClock({ originEpochMs })
    target = new Target(clock, model, faults, seed)
    loopDelay.restart()
    clock.at(warmUpEndMs, () => loopDelay.restart(warmUpEndMs > 0 ? clock.nowMs() - warmUpEndMs : 0))
    return { done: true }
  })
  app.get(ADMIN_IDENTITY_PATH, () => identity)
  app.get(ADMIN_COUNTERS_PATH, () => ({ ...target?.count(), loopDelayP99Ms: loopDelay.p99Ms() }))

  await app.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG })
  return { port: portOf(app), close: () => close(app, clock, loopDelay) }
}

/** Answers past what Fastify does for answers with a body: a tenth less CPU time for a request. */
function answer(raw: ServerResponse, status: number, busyMs?: number): void {
  const busy = busyMs === undefined ? [] : [BUSY_HEADER, busyMs.toFixed(3)]
  raw.sendDate = false
  raw.writeHead(status, ['content-length', '0', ...busy])
  raw.end()
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the target has no port')
  return address.port
}

async function close(app: FastifyInstance, clock: RealClock, loopDelay: LoopDelay): Promise<void> {
  clock.stop()
  loopDelay.stop()
  await app.close()
}
