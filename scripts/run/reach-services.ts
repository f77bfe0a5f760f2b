import type { Cell } from '../../bench/cell.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { reach } from '../../bench/engine/reach.ts'

/**
 * Opens a connection to each service by URL and closes it again, before the first run: a service that is not there must
 * not cost the work on the suites before it. @throws CannotRunError that names the suite.
 */
export async function reachServices(cells: readonly Cell[]): Promise<void> {
  const met = new Set<string>()
  for (const { suite, target } of cells) {
    if (target.model !== 'url' || met.has(target.url)) continue
    met.add(target.url)
    await reach(target.url).catch((error: Error) => {
      throw new CannotRunError(`${suite}: ${error.message}`)
    })
  }
}
