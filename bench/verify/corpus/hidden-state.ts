import { draw, STREAM } from '../../core/draw.ts'
import { custom, timeout } from '../../define.ts'
import { poisson, soleClient } from './sole-client.ts'
import { type End, type System, systemsOf } from './system.ts'

/** Whether a policy that has been broken since `sinceMs` fails this request. */
type IsFailed = (request: number, sinceMs: number, nowMs: number, seed: number) => boolean

/** Makes a policy that breaks at its first failure and then fails requests by a rule that is not visible outside. */
function broken(name: string, isFailed: IsFailed) {
  return custom(name, ({ clock, seed }) => {
    let sinceMs: number | undefined
    return (inner) => (request, settle) => {
      const nowMs = clock.nowMs()
      if (sinceMs !== undefined && isFailed(request.id, sinceMs, nowMs, seed)) {
        settle({ kind: 'failed', reason: name })
        return () => undefined
      }
      return inner(request, (outcome) => {
        if (outcome.kind !== 'ok') sinceMs ??= clock.nowMs()
        settle(outcome)
      })
    }
  })
}

interface HiddenState {
  readonly name: string
  readonly ratePerSecond: number
  readonly end: End
  readonly why: string
  readonly isFailed: IsFailed
}

/** Fails all requests in the first seconds of each period, for `times` periods. */
function relapsing(periodS: number, badS: number, times = Number.POSITIVE_INFINITY): HiddenState {
  const isForEver = times === Number.POSITIVE_INFINITY
  return {
    name: `down-${badS}-of-${periodS}-s${isForEver ? '' : `-${times}-times`}`,
    ratePerSecond: 50,
    end: isForEver ? 'down' : 'back',
    why: isForEver ? 'it goes down again for ever' : `good after ${times * periodS} s`,
    isFailed: (_, sinceMs, nowMs) => {
      const period = Math.floor((nowMs - sinceMs) / (1000 * periodS))
      return period < times && nowMs - sinceMs - 1000 * periodS * period < 1000 * badS
    },
  }
}

/** Attempt number of the draws of a broken policy, higher than that of any real attempt. */
const ATTEMPT = 1_000_000
const isDrawn = (seed: number, request: number, share: number) => draw(seed, STREAM.fault, request, ATTEMPT) < share

/** Fails a share of all requests for ever. By definition less than 2 % is no lasting damage. */
function leaking(share: number, ratePerSecond: number): HiddenState {
  return {
    name: `leak-of-${share}-at-${ratePerSecond}`,
    ratePerSecond,
    end: share > 0.02 ? 'down' : 'back',
    why: `${share} of the requests are lost for ever, and 0.02 is the definition`,
    isFailed: (request, _, __, seed) => isDrawn(seed, request, share),
  }
}

/** Fails a share of requests that falls to 1/e in every `meanS`. */
function healing(meanS: number): HiddenState {
  return {
    name: `heals-in-${meanS}-s`,
    ratePerSecond: 100,
    end: 'back',
    why: `the share lost is exp(-t/${meanS} s)`,
    isFailed: (request, sinceMs, nowMs, seed) => isDrawn(seed, request, Math.exp(-(nowMs - sinceMs) / (1000 * meanS))),
  }
}

const STATES: readonly HiddenState[] = [
  relapsing(30, 10),
  relapsing(60, 5),
  relapsing(20, 3),
  relapsing(30, 10, 4),
  relapsing(10, 8),
  leaking(0.03, 5),
  leaking(0.03, 100),
  leaking(0.1, 5),
  leaking(0.003, 100),
  healing(60),
]

/** Clients with a memory that their configuration does not show, so only the corpus knows their next failures. */
export const HIDDEN_STATE: readonly System[] = STATES.flatMap(({ name, ratePerSecond, end, why, isFailed }) => {
  const suite = soleClient(name, {
    deadlineMs: 1000,
    target: { model: 'workers', slots: 10, service: { kind: 'exponential', meanMs: 20 } },
    faults: [{ kind: 'outage', mode: 'refused', fromMs: 20_000, toMs: 25_000 }],
    load: poisson(ratePerSecond, 60),
    policy: [broken('hidden-state', isFailed), timeout({ timeoutMs: 500 })],
  })
  return systemsOf('hidden state', suite, { theory: { end, why } })
})
