import { expect, test } from 'vitest'
import { type PhaseSpan, phaseAt, warmUpEndMs } from './phase.ts'

const SPANS: readonly PhaseSpan[] = [
  { phase: 'baseline', fromMs: 100, toMs: 200 },
  { phase: 'trigger', fromMs: 200, toMs: 300 },
]

test('a span holds its start and not its end; before the first and after the last is what they are', () => {
  const at = [0, 100, 199.999, 200, 299.999, 300, 1e9].map((ms) => phaseAt(SPANS, ms))
  expect(at).toEqual(['baseline', 'baseline', 'baseline', 'trigger', 'trigger', 'trigger', 'trigger'])
})

test('a warm-up is what a run begins with: one in its middle is none', () => {
  const warmUp: PhaseSpan = { phase: 'warmup', fromMs: 0, toMs: 100 }
  expect(warmUpEndMs([warmUp, ...SPANS])).toBe(100)
  expect(warmUpEndMs([...SPANS, { phase: 'warmup', fromMs: 300, toMs: 400 }])).toBe(0)
  expect(warmUpEndMs([])).toBe(0)
})
