import { readFileSync } from 'node:fs'
import { PACKAGE } from '../../bench/core/own-code.ts'

/** Shells with a completion script, and the endings of their files. */
const ENDINGS = { bash: 'bash', zsh: 'zsh', fish: 'fish', powershell: 'ps1' } as const
export type Shell = keyof typeof ENDINGS
export const SHELLS = Object.keys(ENDINGS) as readonly Shell[]

/** Returns the script that completes commands in a shell. It asks the program at each TAB. */
export function completionScript(shell: Shell): string {
  return readFileSync(new URL(`completions/stormbench.${ENDINGS[shell]}`, PACKAGE), 'utf8')
}
