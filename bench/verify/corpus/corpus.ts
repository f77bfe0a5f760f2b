import { CLOSED_FORMS } from './closed-forms.ts'
import { HIDDEN_STATE } from './hidden-state.ts'
import { NULL_TRIGGERS } from './null-triggers.ts'
import { PUBLISHED_EXPERIMENTS } from './published.ts'
import { REPORTED_BREAKERS } from './reported-breakers.ts'
import { REPORTED_OTHERS } from './reported-others.ts'
import { REPORTED_STORMS } from './reported-storms.ts'
import { SHIPPED_SUITES } from './shipped-suites.ts'
import type { System } from './system.ts'

/** All systems whose verdicts are measured, by kind. */
export const CORPUS: readonly System[] = [
  ...SHIPPED_SUITES,
  ...REPORTED_BREAKERS,
  ...REPORTED_STORMS,
  ...REPORTED_OTHERS,
  ...PUBLISHED_EXPERIMENTS,
  ...CLOSED_FORMS,
  ...HIDDEN_STATE,
  ...NULL_TRIGGERS,
]
