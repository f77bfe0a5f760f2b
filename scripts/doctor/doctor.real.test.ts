import { afterAll, expect, test } from 'vitest'
import { Desk } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())

test('doctor looks at the machine, the program, the project, packages and brokers, and writes nothing', async () => {
  const { code, out, err } = await desk.run('doctor', '--json')
  const { findings } = JSON.parse(out) as { findings: { check: string; found: string }[] }
  expect(findings.map(({ check }) => check)).toEqual([
    ...['Node', 'cores', 'free CPU', 'event loop', 'timers', 'open files', 'local ports', 'memory', 'stormbench'],
    ...['project', 'results', 'git', 'packages', 'rabbitmq', 'nats', 'bullmq'],
  ])
  // A busy machine is doubtful.
  expect([0, 3]).toContain(code)
  expect(err).toBe('')
})
