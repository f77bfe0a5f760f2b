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
import { judge, LOOKS } from '../verdict/rule.ts'
import { lengthened, Pair } from './pair.ts'
import type { Twins } from './twins.ts'

/** A run that is not decided goes on for at least so long, s. */
const STEP_MIN_S = 5
/** And for no more than this share of what has been seen after the trigger, so that it is looked at a few times. */
const STEP_SHARE = 0.5

export interface DecideOptions {
  /** No more load than this follows the trigger, ms. @defaultValue three times the horizon */
  readonly capMs?: number | undefined
  /** Hears of everything that happens in the run, not in its twin. */
  readonly onEvent?: OnEvent | undefined
  /** Goes on to the end of the plan also where the rest is that of the twin. @defaultValue false */
  readonly isWholePlan?: boolean | undefined
  /** Twins that this run shares with others. @defaultValue none */
  readonly twins?: Twins | undefined
}

/** A verdict, and figures of the plan's own length. */
export interface Decided {
  readonly verdict: Verdict
  /** Requests lost to the trigger: not in time in the run, less those that the twin has not in time either. */
  readonly deficit: number
  /** Attempts per request; NaN without requests. Of a run that is its twin again, up to there. */
  readonly amplification: number
  /** The run and its twin. */
  readonly pair: Pair
}

/**
 * Runs a cell in virtual time beside its twin until its verdict is decided: first to the end of its plan, then on at
 * its last rate, up to the cap. Undefined without a trigger, and for a load that ends in it. Yields once for each
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
  // What became of the last requests of the plan shows later.
  yield* judged.runSteps(judged.ownS + pair.lagS, isWholePlan ? () => false : undefined)
  return { verdict: { ...verdict, reason: withHeldRate(cell, verdict) }, ...figuresOf(pair, judged.ownS), pair }
}

/** Says so when the rate that was held is not that of before the trigger. */
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
 * The verdict on a run in virtual time at the end of its plan: its log is compared with its twin, second by second. A
 * run with more requests than a log keeps is judged by its windows. Null without a trigger, for a load that ends in it,
 * and for a run that was broken off. Yields once for each second.
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

/** A pair that goes on for as long as its verdict needs. */
class JudgedPair {
  readonly #pair: Pair
  /** Seconds of the plan itself. */
  readonly ownS: number
  /** Seconds that it may go on for, from its start. */
  readonly #maxS: number

  constructor(pair: Pair, ownS: number, maxS: number) {
    this.#pair = pair
    this.ownS = ownS
    this.#maxS = maxS
  }

  get #isFull(): boolean {
    return this.#pair.requests >= REQUESTS_MAX
  }

  /** Goes on to the end of a second, unless the rest of the run is that of its twin. */
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

/** Figures of a run that a policy or a target broke decide nothing. */
function brokenBy(error: string): Judgement {
  const reason = `the run is invalid: ${error}`
  return { kind: 'undecided', reason, neededS: null, backAfterMs: null, isProjected: false }
}

/** Says so when it is the limit of requests that ended a run. */
function atLimit(judgement: Judgement, { requests }: Pair): Judgement {
  if (judgement.kind !== 'undecided') return judgement
  return { ...judgement, reason: `${judgement.reason}; it was not run beyond ${requests} requests` }
}

function toNextLook(afterS: number, horizonS: number): number {
  const next = LOOKS.map((look) => look * horizonS).find((atS) => atS > afterS)
  return next === undefined ? 0 : next - afterS
}
