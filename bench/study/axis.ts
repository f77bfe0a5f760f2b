import { ConfigError } from '../core/config-error.ts'

/** A parameter of a suite and the values it takes, ascending; they need not be evenly spaced. */
export interface Axis {
  readonly name: string
  /** Empty when the values have no unit. */
  readonly unit: string
  readonly values: readonly number[]
}

/** Most values along one axis of a grid. */
const VALUES_MAX = 100
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 }
const NUMBER = /^(-?\d+(?:\.\d+)?(?:e-?\d+)?)(ms|s|m)?$/

/**
 * Reads `rho=0.5:0.95:10` (ten values from 0.5 to 0.95, evenly) or `trigger=1s,5s,20s`. Spans may have a unit: ms, s,
 * m.
 * @throws ConfigError naming the option, the rule and the text.
 */
export function parseAxis(option: string, text: string): Axis {
  const equals = text.indexOf('=')
  const name = text.slice(0, equals).trim()
  if (equals < 1)
    throw wrong(option, 'must be a parameter and its values, such as rho=0.5:0.95:10 or trigger=1s,5s,20s', text)
  const values = valuesOf(option, text.slice(equals + 1))
  if (values.length < 1 || values.length > VALUES_MAX) throw wrong(option, `must have 1 to ${VALUES_MAX} values`, text)
  if (values.some((value, i) => i > 0 && value <= values[i - 1]!)) throw wrong(option, 'must ascend', text)
  return { name, unit: name === 'trigger' || name.endsWith('Ms') ? 'ms' : '', values }
}

/** A span such as `500ms`, `20s` or `2m`, ms. @throws ConfigError for anything else. */
export function parseSpanMs(option: string, text: string): number {
  const value = numberOf(option, text)
  if (value > 0) return value
  throw wrong(option, 'must be a span above 0, such as 500ms, 20s or 2m', text)
}

function valuesOf(option: string, text: string): number[] {
  if (!text.includes(':')) return text.split(',').map((piece) => numberOf(option, piece))
  const [from, to, count, ...more] = text.split(':')
  const n = Number(count)
  if (count === undefined || more.length > 0 || !Number.isInteger(n) || n < 2 || n > VALUES_MAX) {
    throw wrong(option, `must be from:to:count with a count of 2 to ${VALUES_MAX}`, text)
  }
  const [low, high] = [numberOf(option, from!), numberOf(option, to!)]
  // Rounded to twelve digits, so that steps of 0.1 look like steps of 0.1.
  return Array.from({ length: n }, (_, i) => Number((low + ((high - low) * i) / (n - 1)).toPrecision(12)))
}

function numberOf(option: string, text: string): number {
  const [, digits = '', unit = 'ms'] = NUMBER.exec(text.trim()) ?? []
  const value = Number(digits) * UNITS_MS[unit]!
  if (digits !== '' && Number.isFinite(value)) return value
  throw wrong(option, 'must be numbers, spans with ms, s or m', text)
}

function wrong(option: string, rule: string, text: string): ConfigError {
  return new ConfigError(`${option}: ${rule}, got ${JSON.stringify(text)}`)
}
