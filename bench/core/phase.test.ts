import { expect, test } from 'vitest'
import { type PhaseSpan, phaseAt, warmUpEndMs } from './phase.ts'

const SPANS: readonly PhaseSpan[] = [
  { phase: 'baseline', fromMs: 100, toMs: 200 },
  { phase: 'trigger', fromMs: 200, toMs: 300 },
]

test('a span includes its start and not its end; the first includes all before it, the last all after it', () => {
  const at = [0, 100, 199.999, 200, 299.999, 300, 1e9].map((ms) => phaseAt(SPANS, ms))
  expect(at).toEqual(['baseline', 'baseline', 'baseline', 'trigger', 'trigger', 'trigger', 'trigger'])
})

test('a warm-up counts only at the start of a run', () => {
  const warmUp: PhaseSpan = { phase: 'warmup', fromMs: 0, toMs: 100 }
  expect(warmUpEndMs([warmUp, ...SPANS])).toBe(100)
  expect(warmUpEndMs([...SPANS, { phase: 'warmup', fromMs: 300, toMs: 400 }])).toBe(0)
  expect(warmUpEndMs([])).toBe(0)
})
