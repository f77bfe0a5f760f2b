import { type Call, newRequest } from '../core/call.ts'
import { pause } from '../core/real-clock.ts'
import { isThenable } from '../core/thenable.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import type { CustomOptions } from './custom.ts'
import { NOTHING } from './policy.ts'

/** Longer than any policy takes to settle its first call, ms of virtual time. */
const VIRTUAL_MS = 60_000
/** With more tasks than this, a policy is taken to run for ever. */
const TASKS_MAX = 10_000
/** Turns of the event loop for promises and short timers, and the length of each. */
const TURNS = 10
const TURN_MS = 5

/**
 * Whether a custom policy needs a promise or a timer of Node to settle its first request. Virtual time does not wait
 * for these, so a run would end without an answer. False for a policy that never settles or that throws.
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
