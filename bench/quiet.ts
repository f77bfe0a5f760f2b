import { RealClock } from './core/real-clock.ts'

/** How long abandoned work may go on after a run until its target is read as it stands. */
const QUIET_MAX_MS = 2000

/** Settles when nothing is `busy` any more, at the latest after some time. */
export async function quiet(busy: () => boolean | Promise<boolean>): Promise<void> {
  const clock = new RealClock()
  while ((await busy()) && clock.nowMs() < QUIET_MAX_MS) {
    await new Promise<void>((resolve) => clock.at(clock.nowMs() + 20, resolve))
  }
  clock.stop()
}
