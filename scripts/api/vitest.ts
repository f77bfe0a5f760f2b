/** Matchers for vitest: `import 'stormbench/vitest'` in a test or in a setup file adds them to `expect`. */
// Stays in the declarations, unlike the next import. A module that they do not import cannot be extended there.
import 'vitest'
import { expect } from 'vitest'
import type { ChosenArms } from './matchers/received.ts'
import { type Limits, toStay } from './matchers/to-stay.ts'
import { toSurvive } from './matchers/to-survive.ts'

export type { ChosenArms } from './matchers/received.ts'
export type { Limits } from './matchers/to-stay.ts'

expect.extend({
  toSurvive(received: unknown, options?: ChosenArms) {
    return toSurvive(received, options, this.isNot)
  },
  toStayUnder(received: unknown, limits: Limits) {
    return toStay('under', received, limits, this.isNot)
  },
  toStayAbove(received: unknown, limits: Limits) {
    return toStay('above', received, limits, this.isNot)
  },
})

/** Expectations about a result of `simulate` or `run`. */
interface StormbenchMatchers<Returned> {
  /** No seed collapses, and all are decided. */
  toSurvive(options?: ChosenArms): Returned
  /** The median of each metric over the seeds is under its limit, in every arm. */
  toStayUnder(limits: Limits): Returned
  /** The median of each metric over the seeds is above its limit, in every arm. */
  toStayAbove(limits: Limits): Returned
}

declare module 'vitest' {
  interface Assertion<T> extends StormbenchMatchers<void> {}
  interface AsymmetricMatchersContaining extends StormbenchMatchers<unknown> {}
}
