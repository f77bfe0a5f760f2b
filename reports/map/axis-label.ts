import type { Axis } from './map-data.ts'

/** An axis value without the rounding digits of floating point, as in 0.1 + 0.2. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

/** A tidy axis value as text. */
export function valueLabel(value: number): string {
  return String(tidy(value))
}

/** Name and unit of an axis. */
export function axisTitle({ name, unit }: Pick<Axis, 'name' | 'unit'>): string {
  return unit === '' ? name : `${name} [${unit}]`
}
