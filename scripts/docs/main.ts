import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { pages } from './pages.ts'
import { type Part, rewritten } from './rewritten.ts'

/**
 * Rewrites the tables and outputs in README and docs. `--check` writes nothing and ends with 1 when one is not up to
 * date, `--slow` reruns the slow commands too.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean' }, slow: { type: 'boolean' } } })
const parts: Part[] = ['generated', 'output', ...(values.slow ? (['slow output'] as const) : [])]

for (const page of pages()) {
  const { text, moved } = await rewritten(page.text, parts)
  for (const { block, before, after } of moved) {
    process.stdout.write(`${page.path}: ${block}\n  was: ${before}\n  is:  ${after}\n`)
  }
  if (moved.length === 0) continue
  if (values.check) process.exitCode = 1
  else writeFileSync(page.url, text)
}
