import { randomUUID } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import Fastify from 'fastify'
import { LoopDelay } from '../../bench/core/loop-delay.ts'
import { RealClock } from '../../bench/core/real-clock.ts'
import type { Fault } from '../faults.ts'
import { listenHere } from '../listen-here.ts'
import { Target } from '../model/target.ts'
import type { ModelSpec } from '../spec.ts'
import {
  ADMIN_COUNTERS_PATH,
  ADMIN_IDENTITY_PATH,
  ADMIN_RESET_PATH,
  ATTEMPT_HEADER,
  answerHeaders,
  LET_GO_MS,
  readAttempt,
  statusOf,
  WARM_UP_PATH,
  WORK_PATH,
} from './protocol.ts'
import { type Reply, serveAttempts } from './work-socket.ts'

/** Settings that a run sends to the target before it begins. */
export interface Reset {
  readonly model: ModelSpec
  readonly faults: readonly Fault[]
  readonly seed: number
  /** Start of the run, wall time in ms since 1970, so that faults and load share one timeline. */
  readonly originEpochMs: number
  /** End of the warm-up, ms since the run began: stalls before it do not count. @defaultValue 0 */
  readonly warmUpEndMs?: number
}

/**
 * A model behind HTTP on 127.0.0.1. A small parser reads attempts in the usual form. Fastify serves all other requests,
 * and `/admin`, which sets the model up and reads its counters.
 */
export async function startServer(): Promise<{ port: number; close: () => Promise<void> }> {
  const app = Fastify()
  const loopDelay = new LoopDelay()
  const identity = randomUUID()
  let clock = new RealClock()
  let target: Target | undefined

  const onAttempt = (path: string, header: string | undefined, reply: Reply) => {
    const attempt = readAttempt(header, clock.nowMs())
    if (path === WARM_UP_PATH) return reply(200, 0)
    if (attempt === undefined || target === undefined) return reply(400)
    // An exchange whose caller has given up must not keep its connection, as a lost one would. Its work goes on.
    const letGo = clock.at(attempt.expiresMs + LET_GO_MS, () => reply(504))
    target.arrive(attempt, (outcome) => {
      letGo()
      reply(statusOf(outcome), outcome.kind === 'ok' ? outcome.busyMs : undefined)
    })
  }
  for (const path of [WORK_PATH, WARM_UP_PATH]) {
    app.get(path, (request, reply) => {
      const header = request.headers[ATTEMPT_HEADER]
      onAttempt(path, typeof header === 'string' ? header : undefined, (status, busyMs) => {
        if (reply.sent) return
        reply.code(status)
        for (const [name, value] of answerHeaders(busyMs)) reply.header(name, value)
        reply.send()
      })
    })
  }
  app.post<{ Body: Reset }>(ADMIN_RESET_PATH, (request) => {
    const { model, faults, seed, originEpochMs, warmUpEndMs = 0 } = request.body
    clock.stop()
    clock = new RealClock({ originEpochMs })
    target = new Target(clock, model, faults, seed)
    loopDelay.restartAfter(clock, warmUpEndMs)
    return { done: true }
  })
  app.get(ADMIN_IDENTITY_PATH, () => identity)
  app.get(ADMIN_COUNTERS_PATH, () => ({ ...target?.count(), loopDelayP99Ms: loopDelay.p99Ms() }))

  await app.ready()
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveAttempts(socket, { onAttempt, handOver: () => app.server.emit('connection', socket) })
  })
  const port = await listenHere(server)
  // A connection that cannot be accepted is a failure that its client counts.
  server.on('error', () => undefined)
  const close = async () => {
    clock.stop()
    loopDelay.stop()
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await Promise.all([closed, app.close()])
  }
  return { port, close }
}
