import type { Cell } from '../cell.ts'
import type { OnEvent } from '../core/on-event.ts'
import type { Steps } from '../core/steps.ts'
import { sumOf } from '../core/sums.ts'
import { neededBeyondFaults, type Observed, observedVerdict } from '../evidence/observed.ts'
import { wholeSeconds } from '../load/load.ts'
import { judgedTrigger, usualAndLastRate } from '../load/trigger.ts'
import { REQUESTS_MAX, type RequestLog } from '../metrics/request-log.ts'
import type { Judgement, Verdict } from '../metrics/verdict.ts'
import { deficitOf } from '../verdict/evidence.ts'
import { LOOKS } from '../verdict/judgement.ts'
import { judge } from '../verdict/rule.ts'
import { lengthened, Pair } from './pair.ts'
import type { Twins } from './twins.ts'

/** Shortest time for which an undecided run goes on, s. */
const STEP_MIN_S = 5
/** Longest time as a share of the time since the trigger, so that the run is judged a few times on its way. */
const STEP_SHARE = 0.5

export interface DecideOptions {
  /** No more load than this follows the trigger, ms. @defaultValue three times the horizon */
  readonly capMs?: number | undefined
  /** Called for every event of the run, not of its twin. */
  readonly onEvent?: OnEvent | undefined
  /** Goes on to the end of the plan even when the rest equals the twin. @defaultValue false */
  readonly isWholePlan?: boolean | undefined
  /** Twins that this run shares with others. @defaultValue none */
  readonly twins?: Twins | undefined
}

/** A verdict, and figures over the length of the plan. */
export interface Decided {
  readonly verdict: Verdict
  /** Requests lost to the trigger: those not in time in the run, less those not in time in the twin. */
  readonly deficit: number
  /** Attempts per request, until the run is its twin again; NaN without requests. */
  readonly amplification: number
  /** The run and its twin. */
  readonly pair: Pair
}

/**
 * Runs a cell in virtual time beside its twin until its verdict is decided. It first runs to the end of its plan, then
 * on at its last rate, up to the cap. Undefined without a trigger, and for a load that ends in it. Yields once for each
 * second. @throws ConfigError when the cell cannot be simulated.
 */
export function* decideSteps(
  cell: Cell,
  seed: number,
  { capMs = LOOKS.at(-1)! * cell.collapseAfterMs, onEvent, isWholePlan = false, twins }: DecideOptions = {},
): Steps<number, Decided | undefined> {
  if (judgedTrigger(cell) === undefined) return undefined
  const whole = lengthened(cell, capMs / 1000)
  const pair = new Pair(whole, seed, { onEvent, twins })
  const judged = new JudgedPair(pair, wholeSeconds(cell.load), wholeSeconds(whole.load))
  const verdict = yield* judged.judgeSteps(cell.collapseAfterMs / 1000)
  // The ends of the plan's last requests are known later.
  yield* judged.runSteps(judged.ownS + pair.lagS, isWholePlan ? () => false : undefined)
  return { verdict: { ...verdict, reason: withHeldRate(cell, verdict) }, ...figuresOf(pair, judged.ownS), pair }
}

/** Adds a note to the reason when the rate that was held differs from the rate before the trigger. */
function withHeldRate(cell: Cell, { reason, beyondPlanS }: Verdict): string {
  const rates = usualAndLastRate(cell)
  if (beyondPlanS === 0 || rates === undefined || Math.abs(rates.last - rates.usual) <= 0.01 * rates.usual)
    return reason
  const [last, usual] = [rates.last, rates.usual].map((rate) => Number(rate.toPrecision(3)))
  return [reason, `at the ${last}/s at which the load ends, not at the ${usual}/s before the trigger`]
    .filter(Boolean)
    .join('; ')
}

/**
 * Judges a run in virtual time at the end of its plan. Its log is compared with its twin, second by second. A run with
 * more requests than a log keeps is judged by its windows. Null without a trigger, for a load that ends in it, and for
 * a run that was interrupted. Yields once for each second.
 */
export function* runVerdictSteps(
  cell: Cell,
  seed: number,
  run: Observed,
  log: RequestLog,
): Steps<number, Verdict | null> {
  if (judgedTrigger(cell) === undefined || run.status === 'partial') return null
  if (log.isFull) return observedVerdict(cell, run)
  const judged = new JudgedPair(new Pair(cell, seed, { ran: log }), wholeSeconds(cell.load), wholeSeconds(cell.load))
  const verdict = yield* judged.judgeSteps(cell.collapseAfterMs / 1000)
  return { ...verdict, ...neededBeyondFaults(verdict, cell) }
}

/** Runs a pair for as long as its verdict needs. */
class JudgedPair {
  readonly #pair: Pair
  /** Seconds of the plan itself. */
  readonly ownS: number
  /** Most seconds that it may run, from its start. */
  readonly #maxS: number

  constructor(pair: Pair, ownS: number, maxS: number) {
    this.#pair = pair
    this.ownS = ownS
    this.#maxS = maxS
  }

  get #isFull(): boolean {
    return this.#pair.requests >= REQUESTS_MAX
  }

  /** Runs up to this second, unless the rest of the run equals its twin. */
  *runSteps(seconds: number, isStopping = () => this.#pair.isTwinAgain): Steps<number, void> {
    while (this.#pair.seconds < Math.min(seconds, this.#maxS) && !this.#isFull && !isStopping()) {
      this.#pair.step()
      yield this.#pair.seconds
    }
  }

  *judgeSteps(horizonS: number): Steps<number, Verdict> {
    const pair = this.#pair
    yield* this.runSteps(Math.max(this.ownS, pair.t0 + 1))
    for (;;) {
      const afterS = Math.max(0, pair.seconds - pair.t0)
      const judgement = pair.error === undefined ? judge(pair.evidence(), afterS) : brokenBy(pair.error)
      const isOver = pair.seconds >= this.#maxS || this.#isFull
      if (judgement.kind !== 'undecided' || judgement.neededS === null || isOver) {
        const beyondPlanS = Math.max(0, pair.seconds - this.ownS)
        return { ...(this.#isFull ? atLimit(judgement, pair) : judgement), afterS, beyondPlanS }
      }
      const mostS = Math.max(STEP_MIN_S, STEP_SHARE * afterS, toNextLook(afterS, horizonS))
      yield* this.runSteps(pair.seconds + Math.min(judgement.neededS, mostS), () => false)
    }
  }
}

function figuresOf(pair: Pair, planS: number): Omit<Decided, 'verdict' | 'pair'> {
  const count = Math.min(planS, pair.seconds)
  const evidence = pair.evidence()
  const seconds = evidence.seconds.slice(0, count)
  const requests = sumOf(seconds, ({ planned }) => planned)
  const attempts = count === 0 ? 0 : pair.run.states[count - 1]!.attempts
  return { deficit: deficitOf({ ...evidence, seconds }), amplification: attempts / requests }
}

/** A run in which a policy or a target threw an error is undecided for good. */
function brokenBy(error: string): Judgement {
  const reason = `the run is invalid: ${error}`
  return { kind: 'undecided', reason, neededS: null, backAfterMs: null, isProjected: false }
}

/** Adds a note to the reason when the limit of requests ended the run. */
function atLimit(judgement: Judgement, { requests }: Pair): Judgement {
  if (judgement.kind !== 'undecided') return judgement
  return { ...judgement, reason: `${judgement.reason}; it was not run beyond ${requests} requests` }
}

function toNextLook(afterS: number, horizonS: number): number {
  const next = LOOKS.map((look) => look * horizonS).find((atS) => atS > afterS)
  return next === undefined ? 0 : next - afterS
}
