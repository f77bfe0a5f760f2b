import { expect, test } from 'vitest'
import { epochMs } from './core/real-clock.ts'
import { generate } from './generate.ts'
import { judge } from './metrics/validity.ts'
import { cellsOf, parseSuite } from './suite.ts'

const [cell] = cellsOf(
  parseSuite({
    name: 'small',
    question: 'Does it hold?',
    target: { url: 'http://127.0.0.1:1/' },
    load: '100ms@100',
    validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
    arms: { rpc: { style: 'rpc' } },
  }),
)

test('a target that cannot be read after a run does not take with it what its clients measured', async () => {
  const client = { call: (_: unknown, settle: (outcome: object) => void) => settle({ kind: 'ok', busyMs: 0 }) }
  const finish = () => Promise.reject(new Error('the thread is gone'))
  const targets = { begin: async () => ({ client, finish }) as never }
  const generated = await generate(cell!, { repeat: 1, originEpochMs: epochMs(), targets })
  expect(generated.result.phases[0]).toMatchObject({ requests: 10, outcomes: { ok: 10 } })
  const { status, warnings } = judge(generated, cell!.validity)
  expect(status).toBe('invalid')
  expect(warnings[0]!.message).toContain('what the target counted could not be read: the thread is gone')
})
