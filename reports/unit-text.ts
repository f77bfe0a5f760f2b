import { UNITS, type UnitName } from '../bench/metrics/unit.ts'
import { countText, fixed } from './format.ts'

/** The unit that figures are shown in: ms for what is kept in us; empty for counts and ratios. */
export function unitText(unit: UnitName): string {
  return UNITS[unit].shown
}

/** A figure in the unit that it is shown in, with its digits; a median of two counts keeps its half. */
export function valueText(value: number, unit: UnitName): string {
  if (unit === 'count') return countText(value)
  const { divisor, digits } = UNITS[unit]
  return fixed(value / divisor, digits)
}

/** Head of a column for a metric, with its unit where it has one. */
export function headOf(metric: string, unit: UnitName): string {
  const shown = unitText(unit)
  return shown === '' ? metric : `${metric} [${shown}]`
}

/** The unit as it follows a figure in a sentence: ` ms`, `/s`; empty for counts and ratios. */
export function unitAfter(unit: UnitName): string {
  const shown = unitText(unit)
  if (shown === '') return ''
  return unit === 'per_second' ? '/s' : ` ${shown}`
}
