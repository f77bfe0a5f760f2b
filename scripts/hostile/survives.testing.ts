import { lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { Desk } from '../testing.ts'
import type { Ended } from './program-child.testing.ts'
import { ProgramProcess } from './program-process.testing.ts'

/** All but a line's end: C0, DEL and C1, which can move the cursor, hide text or rename the window. */
const CONTROL = /[^\n\P{Cc}]/u

/** A hostile input and how the program must answer it. */
export interface HostileInput {
  /** Put into the user's folder first, by path; an object is written as JSON. */
  readonly files?: Readonly<Record<string, string | Buffer | object>>
  /** Links put there, by path: what each points to. */
  readonly links?: Readonly<Record<string, string>>
  /** The command line. Relative paths start from the user's folder. */
  readonly argv: readonly string[]
  /** Exit code. @defaultValue 2 */
  readonly code?: number
  /** Texts that the output must contain: path, rule, value. */
  readonly says: readonly string[]
  /** Texts that neither the output nor a file of the command may contain. */
  readonly secrets?: readonly string[]
}

let idle: ProgramProcess | undefined

/**
 * Runs a command on a hostile input and returns its output. The command must end in time with its exit code, which is
 * never that of an internal error. It must name the mistake, give no secret away and print no control characters.
 */
export async function survives({
  files = {},
  links = {},
  argv,
  code = 2,
  says,
  secrets = [],
}: HostileInput): Promise<Ended> {
  const desk = new Desk()
  onTestFinished(() => desk.remove())
  for (const [name, content] of Object.entries(files)) desk.file(name, content)
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(desk.folder, name))
  if (!idle?.isAlive) idle = await ProgramProcess.start()
  const ended = await idle.run({ argv, folder: desk.folder })
  const printed = ended.out + ended.err
  expect(ended.code, printed.slice(-4000)).toBe(code)
  for (const text of says) expect(printed).toContain(text)
  expect(printed.split('\n').filter((line) => CONTROL.test(line))).toEqual([])
  const written = filesOf(desk.folder, Object.keys(files)).map((file) => readFileSync(file, 'utf8'))
  for (const secret of secrets) for (const text of [printed, ...written]) expect(text).not.toContain(secret)
  return ended
}

/** Files below a folder but those that were put there. */
function filesOf(folder: string, given: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !given.includes(name) && lstatSync(join(folder, name)).isFile())
    .map((name) => join(folder, name))
}
