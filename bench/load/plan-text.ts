import { z } from 'zod'
import { ConfigError } from '../core/config-error.ts'
import { SPAN_MAX_MS } from '../core/fields.ts'
import { RHO_MAX, rateBetween, type Stage } from './stage.ts'

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const
const PIECE = /^(\d+(?:\.\d+)?)(ms|s|m|h)@(?:(\d+(?:\.\d+)?)~)?(\d+(?:\.\d+)?)(rho)?$/
const ANY_PIECE = String.raw`\s*${PIECE.source.slice(1, -1)}\s*`

/** Pattern of a plan text, for an editor. It does not check the limits. */
export const PLAN_TEXT_PATTERN = `^${ANY_PIECE}(,${ANY_PIECE})*$`

/**
 * Reads `30s@50,10s@50~500,60s@50`: hold 50 requests per second for 30 s, ramp to 500 in 10 s, go back to 50 for 60 s.
 * `30s@0.7rho` holds 70 % of what the target can do.
 * @throws ConfigError naming the piece that is wrong.
 */
export function parsePlanText(text: string): Stage[] {
  return text.split(',').map((raw) => {
    const piece = raw.trim()
    const match = PIECE.exec(piece)
    if (match === null) {
      throw new ConfigError(
        `must be pieces such as 30s@50 (hold) or 10s@50~500 (ramp), parted by commas, with ms, s, m or h; got ${JSON.stringify(piece)}`,
      )
    }
    const [, amount, unit, from, to, rho] = match
    const durationMs = Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]
    if (durationMs === 0) throw new ConfigError(`must last longer than 0, got ${JSON.stringify(piece)}`)
    if (durationMs > SPAN_MAX_MS) throw new ConfigError(`must last at most a day, got ${JSON.stringify(piece)}`)
    if (rho !== undefined && Math.max(Number(from ?? to), Number(to)) > RHO_MAX) {
      throw new ConfigError(`must ask for at most ${RHO_MAX}rho, got ${JSON.stringify(piece)}`)
    }
    const rate = rateBetween(Number(from ?? to), Number(to))
    return rho === undefined ? { durationMs, ratePerSecond: rate } : { durationMs, rho: rate }
  })
}

/** Schema of a plan text: turns it into stages, and a mistake into an issue. */
export const planTextSchema = z.string().transform((text, context): Stage[] => {
  try {
    return parsePlanText(text)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    context.issues.push({ code: 'custom', message: error.message, input: text, params: { complete: true } })
    return z.NEVER
  }
})
