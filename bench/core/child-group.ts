import type { ChildProcess } from 'node:child_process'

/**
 * Options of a child process that Ctrl-C reaches through this process alone. Such a child has its own process group.
 * Windows has no groups, and would open a window for a detached child.
 */
export function inOwnGroup(platform: string = process.platform) {
  return { detached: platform !== 'win32', windowsHide: true } as const
}

/**
 * Passes Ctrl-C on to a child in its own group. On Windows the console has done so already, and a signal from here
 * would end the child before it has saved anything.
 */
export function passInterrupt(child: Pick<ChildProcess, 'kill'>, platform: string = process.platform): void {
  if (platform !== 'win32') child.kill('SIGINT')
}
