import { z } from 'zod'
import { notOneOf } from '../core/suggestion.ts'
import { type CellName, isSelected } from './selected.ts'
import { readSelector, type Selector } from './selector.ts'
import { readThresholds, type ThresholdMistake, type ThresholdTexts } from './threshold.ts'

/** By metric and tags the conditions that must hold, in k6's grammar: `'response{phase:recovery}': ['p(99)<250']`. */
export const thresholdsSchema = z
  .record(z.string().min(1).max(500), z.array(z.string().max(200)).min(1).max(100))
  .refine((thresholds) => Object.keys(thresholds).length <= 100, { error: 'must have at most 100 entries' })
  .superRefine((thresholds, context) => {
    for (const { path, message } of readThresholds(thresholds).mistakes) {
      context.addIssue({ code: 'custom', path, message })
    }
  })
  .default({})

/** Thresholds that name an arm or a variant which is not among the cells. */
export function unknownArms(texts: ThresholdTexts, cells: readonly CellName[]): ThresholdMistake[] {
  return Object.keys(texts).flatMap((name) => {
    const { selector } = readSelector(name)
    if (selector === undefined || cells.some((cell) => isSelected(selector, cell))) return []
    return [{ path: [name], message: unknownRule(selector, cells) }]
  })
}

function unknownRule({ arm, variant }: Pick<Selector, 'arm' | 'variant'>, cells: readonly CellName[]): string {
  const variants = cells.map((cell) => cell.variant)
  if (variant !== undefined && !variants.includes(variant)) {
    return `its variant ${notOneOf(variants, variant)}`
  }
  const within = cells.filter((cell) => variant === undefined || cell.variant === variant)
  const place = variant === undefined ? '' : ` in variant ${variant}`
  const known = within.map((cell) => cell.arm)
  return `its arm${place} ${notOneOf(known, arm!)}`
}
