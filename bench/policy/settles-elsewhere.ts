import { type Call, newRequest } from '../core/call.ts'
import { pause } from '../core/real-clock.ts'
import { isThenable } from '../core/thenable.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import type { CustomOptions } from './custom.ts'
import { NOTHING } from './policy.ts'

/** Longer than a policy waits with the answer to its first call, ms. */
const VIRTUAL_MS = 60_000
/** Work for the clock at which a policy is taken to go on for ever. */
const TASKS_MAX = 10_000
/** Turns that a promise or a short timer gets; each lasts a few milliseconds. */
const TURNS = 10
const TURN_MS = 5

/**
 * Whether a policy of the user's own settles its first request only once a promise or a timer of Node had its turn.
 * Virtual time does not wait for these: it would pass without an answer. A policy that never settles, or that throws,
 * does not.
 */
export async function settlesElsewhere({ create }: CustomOptions): Promise<boolean> {
  const clock = new VirtualClock({ tasksPerInstantMax: TASKS_MAX })
  const target: Call = (_, settle) => clock.at(clock.nowMs() + 1, () => settle({ kind: 'ok', busyMs: 1 }))
  let settled = false
  const run = () => clock.runUntil(() => settled, clock.nowMs() + VIRTUAL_MS, TASKS_MAX)
  try {
    const call = create({ clock, seed: 0, observer: { rejected: NOTHING, breakerChanged: NOTHING } })(target)
    const cancel: unknown = call(newRequest(0, 0), () => {
      settled = true
    })
    if (isThenable(cancel)) return true
    run()
    if (settled) return false
    for (let turn = 0; turn < TURNS && !settled; turn++) {
      await pause(TURN_MS)
      run()
    }
    return settled
  } catch {
    return false
  }
}
