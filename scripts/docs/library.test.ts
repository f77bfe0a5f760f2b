import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { retry, simulate, timeout } from '../api/stormbench.ts'
import '../api/vitest.ts'
import { Desk } from '../testing.ts'
import { projectPage } from './pages.ts'

const { text } = projectPage('docs/library.md')
const desk = new Desk()
afterAll(() => desk.remove())
symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(desk.folder, 'node_modules'), 'dir')

/** The suite of the page, then its tests. */
const [suiteText, ...tests] = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!)
const { default: suite } = await import(desk.file('checkout.suite.ts', suiteText!))

// Each of them adds its tests to this file.
for (const [i, code] of tests.entries()) await import(desk.file(`${i}.ts`, code))

test('the page shows the message of its failing test', async () => {
  const policy = [retry({ retriesMax: 2 }), timeout({ timeoutMs: 300 })]
  const result = await simulate({ ...suite, arms: { rpc: { style: 'rpc', policy } } }, { seeds: 4 })
  let message = ''
  try {
    expect(result).toSurvive({ arm: 'rpc' })
  } catch (error) {
    message = (error as Error).message
  }
  const [, shown] = /^```text\n([\s\S]*?)\n```$/m.exec(text)!
  expect(shown).toBe(message.replace('npm run bench --', 'stormbench'))
})
