import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { errorText } from '../../bench/core/error-text.ts'
import type { Console } from './console.ts'

/** Shows files to the user in another program. */
export interface Opener {
  /** Why nothing can be shown here; undefined when something can. */
  whyNot(): string | undefined
  open(file: string): Promise<void>
}

/** Shows nothing. */
export const NO_OPENER: Opener = { whyNot: () => 'nothing can be opened from here', open: async () => undefined }

/** Files for readers that commands write, the best first. */
const REPORTS = ['report.md', 'compare.md', 'map.svg', 'hysteresis.svg', 'why.md', 'nightly.md', 'history.md']

/** Opens the report in a folder. It only prints why it cannot, since the results are there. */
export async function openReport(folder: string, opener: Opener, console: Console): Promise<void> {
  const file = REPORTS.map((name) => join(folder, name)).find((path) => existsSync(path))
  const why = file === undefined ? `there is no report in ${folder}` : opener.whyNot()
  if (why !== undefined) {
    console.err(`--open: ${why}\n`)
    return
  }
  try {
    await opener.open(file!)
  } catch (error) {
    console.err(`--open: ${file} could not be opened: ${errorText(error)}\n`)
  }
}

/** The usual program of this system for a file: a browser, an editor or a viewer. */
export function systemOpener(platform: string, env: NodeJS.ProcessEnv): Opener {
  return {
    whyNot: () => whyNoDisplay(platform, env),
    open: async (file) => {
      const { default: open } = await import('open')
      await open(file)
    },
  }
}

/** Why nobody would see a window here; undefined when somebody would. */
function whyNoDisplay(platform: string, env: NodeJS.ProcessEnv): string | undefined {
  if (env.CI !== undefined && env.CI !== '' && env.CI !== 'false') return 'nothing is opened in CI (CI is set)'
  if (platform === 'win32' || platform === 'darwin' || env.WSL_DISTRO_NAME !== undefined) return undefined
  if (env.DISPLAY || env.WAYLAND_DISPLAY) return undefined
  return 'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)'
}
