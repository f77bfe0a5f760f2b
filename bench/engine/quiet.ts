import { RealClock } from '../core/real-clock.ts'
import { QUIET_MAX_MS } from '../metrics/left-in-target.ts'

/** Settles when `busy` returns false, at the latest after {@link QUIET_MAX_MS}. */
export async function quiet(busy: () => boolean | Promise<boolean>): Promise<void> {
  const clock = new RealClock()
  while ((await busy()) && clock.nowMs() < QUIET_MAX_MS) {
    await new Promise<void>((resolve) => clock.at(clock.nowMs() + 20, resolve))
  }
  clock.stop()
}
