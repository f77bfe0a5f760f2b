import { RealClock } from '../core/real-clock.ts'
import { QUIET_MAX_MS } from '../metrics/left-in-target.ts'

/** Settles when nothing is `busy` any more, at the latest after some time. */
export async function quiet(busy: () => boolean | Promise<boolean>): Promise<void> {
  const clock = new RealClock()
  while ((await busy()) && clock.nowMs() < QUIET_MAX_MS) {
    await new Promise<void>((resolve) => clock.at(clock.nowMs() + 20, resolve))
  }
  clock.stop()
}
