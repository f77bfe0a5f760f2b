import { z } from 'zod'

/**
 * Token bucket over all requests of one client: a success (or every request's start) deposits `ratio`, a retry takes
 * one whole token. Source: Marc Brooker, "Fixing retries with token buckets and circuit breakers" (2022) and its
 * simulator.
 */
export const budgetSchema = z.strictObject({
  /** Tokens per deposit, 0 to 1. */
  ratio: z.number().min(0).max(1).default(0.1),
  /** Most tokens the bucket holds; it starts full. */
  size: z.number().min(1).max(1_000_000).default(5),
  depositOn: z.enum(['success', 'start']).default('success'),
})
export type BudgetOptions = z.infer<typeof budgetSchema>

/** Deposits such as 0.1 are not exact in binary: ten of them make one token within this. */
const ROUNDING = 1e-9

/** The bucket of one client; see {@link budgetSchema} for its rule. */
export class RetryBudget {
  readonly #options: BudgetOptions
  #tokens: number

  constructor(options: BudgetOptions) {
    this.#options = options
    this.#tokens = options.size
  }

  /** A request begins. */
  start(): void {
    if (this.#options.depositOn === 'start') this.#deposit()
  }

  /** A request succeeded. */
  succeed(): void {
    if (this.#options.depositOn === 'success') this.#deposit()
  }

  /** Takes the token for one retry; false when there is no whole one. */
  withdraw(): boolean {
    if (this.#tokens < 1 - ROUNDING) return false
    this.#tokens = Math.max(0, this.#tokens - 1)
    return true
  }

  #deposit(): void {
    this.#tokens = Math.min(this.#options.size, this.#tokens + this.#options.ratio)
  }
}
