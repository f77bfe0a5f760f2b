import { cellCountOf, cellsOf } from './cell.ts'
import { mistakesOfCell } from './cell-mistakes.ts'
import { ConfigError } from './core/config-error.ts'
import { withoutSchemaKey } from './core/schema-key.ts'
import { withBounds } from './metrics/validity-bounds.ts'
import { type Suite, suiteSchema } from './suite.ts'
import { knownOptions, mistakesOf } from './suite-mistakes.ts'
import { unknownArms } from './thresholds/threshold.ts'

/** Most cells of a suite. Each runs at least once. */
const CELLS_MAX = 10_000

/** The schema with the rules between its parts. */
const checkedSchema = suiteSchema.superRefine((suite, context) => {
  // Rules between parts can be checked only where each part is right.
  if (context.issues.some(({ path }) => path?.[0] !== 'thresholds')) return
  const cellCount = cellCountOf(suite)
  if (cellCount > CELLS_MAX) {
    const message = `must have at most ${CELLS_MAX} arms in all variants together, got ${cellCount}`
    context.addIssue({ code: 'custom', path: ['variants'], message })
    return
  }
  const cells = cellsOf(suite)
  for (const { path, message } of unknownArms(suite.thresholds, cells)) {
    context.addIssue({ code: 'custom', path: ['thresholds', ...path], message })
  }
  const reported = new Set<string>()
  for (const cell of cells) {
    for (const { path, message } of mistakesOfCell(cell)) {
      const own = (suite.variants[cell.variant] as Record<string, unknown> | undefined)?.[path[0] as string]
      const full = own === undefined ? path : ['variants', cell.variant, ...path]
      if (!reported.has(full.join())) context.addIssue({ code: 'custom', path: full, message })
      reported.add(full.join())
    }
  }
})

/** Checks a suite and fills in its defaults. @throws ConfigError with all mistakes, each as `path: rule, got value`. */
export function parseSuite(input: unknown): Suite {
  const result = checkedSchema.safeParse(withBounds(withoutSchemaKey(input)), { error: knownOptions })
  if (!result.success) throw new ConfigError(mistakesOf(result.error, input))
  return result.data
}
