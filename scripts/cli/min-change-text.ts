import type { MinChange } from '../../reports/compare/min-change.ts'

/** Reads the smallest change of exact figures: a percentage or `measured`. Undefined for a text that is neither. */
export function minChangeIn(text: string): MinChange | undefined {
  if (text === 'measured') return text
  const digits = /^(\d{1,3}(?:\.\d{1,6})?) ?%$/.exec(text)?.[1]
  const share = Number(digits) / 100
  return share <= 1 ? share : undefined
}
