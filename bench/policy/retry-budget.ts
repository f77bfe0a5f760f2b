import { z } from 'zod'

/**
 * Token bucket that all requests of one client share. Each success (or each start) deposits `ratio`; a retry takes one
 * whole token, and is not made without one. Source: Marc Brooker, "Fixing retries with token buckets and circuit
 * breakers" (2022) and its simulator.
 */
export const budgetSchema = z.strictObject({
  /** Tokens per deposit, 0 to 1. @defaultValue 0.1 */
  ratio: z.number().min(0).max(1).default(0.1),
  /** Most tokens in the bucket, 1 to 1,000,000; it starts full. @defaultValue 5 */
  size: z.number().min(1).max(1_000_000).default(5),
  /** Event that deposits: a request that succeeded, or the start of each request. @defaultValue 'success' */
  depositOn: z.enum(['success', 'start']).default('success'),
})
export type BudgetOptions = z.infer<typeof budgetSchema>

/** Tolerance for a whole token: ten deposits of 0.1 are not exactly 1 in binary. */
const ROUNDING = 1e-9

/** The bucket of one client, by the rule of {@link budgetSchema}. */
export class RetryBudget {
  readonly #options: BudgetOptions
  #tokens: number

  constructor(options: BudgetOptions) {
    this.#options = options
    this.#tokens = options.size
  }

  /** Records the start of a request. */
  start(): void {
    if (this.#options.depositOn === 'start') this.#deposit()
  }

  /** Records the success of a request. */
  succeed(): void {
    if (this.#options.depositOn === 'success') this.#deposit()
  }

  /** Takes the token for one retry; returns false when there is no whole one. */
  withdraw(): boolean {
    if (this.#tokens < 1 - ROUNDING) return false
    this.#tokens = Math.max(0, this.#tokens - 1)
    return true
  }

  #deposit(): void {
    this.#tokens = Math.min(this.#options.size, this.#tokens + this.#options.ratio)
  }
}
