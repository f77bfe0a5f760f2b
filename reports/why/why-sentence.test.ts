import { describe, expect, test } from 'vitest'
import type { VerdictKind } from '../../bench/metrics/verdict.ts'
import { CAUSES } from '../../bench/study/why/loss-causes.ts'
import type { ArmWhy, Outcomes } from '../../bench/study/why/why-data.ts'
import { arm, collapsed, losses, outcomes, recovered } from './why.testing.ts'
import { sentenceOf } from './why-sentence.ts'

describe('the sentence begins with the verdict and names what lost most', () => {
  test('of a collapse by retries, with what ends it', () => {
    expect(sentenceOf(arm())).toBe(
      'It stays down (metastable in 10 of 10 seeds). Retries keep the target overloaded: 97 % of what was lost after the trigger. While nothing is answered, each request makes 4.00 attempts. At the rate before the trigger these are 2.80 times the capacity of the target, so retries alone keep it overloaded. Without retry it comes back (recovered in 10 of 10 seeds).',
    )
  })

  test('of retries that could not do it alone', () => {
    const sustain = { attemptsPerRequest: 1.2, rho: 0.7, demand: 0.84 }
    expect(sentenceOf(arm({ sustain, ablations: [] }))).toMatch(
      /these are 0\.84 times the capacity of the target, so retries could not keep it overloaded alone\.$/,
    )
    const edge = { attemptsPerRequest: 1, rho: 1, demand: 1 }
    expect(sentenceOf(arm({ sustain: edge, ablations: [] }))).toContain(
      '1.0000 times the capacity of the target, so retries could not',
    )
  })

  test('of a survivor names what it cost, when it was back, and the element that holds it', () => {
    const difference = { median: -1500, low: null, high: null }
    const done = '400 -> 0'
    const guard = {
      element: 'bulkhead.waitingMax',
      done,
      kind: 'measured',
      without: collapsed,
      difference,
      share: -3,
    } as const
    const full = recovered
    const lost = losses({ breaker: 1306.7 }, { breaker: 606.7 })
    expect(sentenceOf(arm({ full, losses: lost, ablations: [guard] }))).toBe(
      'It comes back, 4.0 s after the trigger (recovered in 10 of 10 seeds). Most was lost during the trigger: 1307 of 1913 requests, 100 % of them by this cause: turned away by a breaker. A breaker turned 607 requests away: 100 % of what was lost after the trigger. With bulkhead.waitingMax 0 instead of 400 it stays down (metastable in 10 of 10 seeds).',
    )
  })

  test('names the part of the trigger first where it is the larger one, and one message in the singular', () => {
    const text = (during: number) =>
      sentenceOf(
        arm({ full: recovered, losses: losses({ fault: during, load: 1 }, { 'dead-by-failures': 1 }), ablations: [] }),
      )
    const after =
      'The deliveries of 1 message failed; it is a dead letter and stays lost: 100 % of what was lost after the trigger.'
    const head = 'It comes back, 4.0 s after the trigger (recovered in 10 of 10 seeds).'
    expect(text(0)).toBe(`${head} ${after}`)
    expect(text(9)).toBe(
      `${head} Most was lost during the trigger: 10 of 11 requests, 90 % of them by this cause: the target was slow or failed (fault). ${after}`,
    )
  })

  test('of what was lost during the trigger alone says so', () => {
    const lost = losses({ client: 98, backlog: 2 }, {})
    expect(sentenceOf(arm({ full: recovered, losses: lost, ablations: [] }))).toBe(
      'It comes back, 4.0 s after the trigger (recovered in 10 of 10 seeds). 98 requests spent most of their time in the client, waiting for a place in a pool or the next retry: 98 % of the loss, all of it during the trigger.',
    )
    expect(sentenceOf(arm({ full: recovered, losses: losses({}, {}), ablations: [] }))).toMatch(/Nothing was lost\.$/)
  })

  test.each([
    ['breaker', 'It stays down (metastable in 10 of 10 seeds). A breaker turns requests away: 100 %'],
    [
      'dead-by-breaker',
      'It stays down (metastable in 10 of 10 seeds). A breaker in the consumer uses up the deliveries of messages, which become dead letters: 100 %',
    ],
    [
      'load',
      'Since the trigger first attempts alone are more than the target can do (before it all attempts were 0.71 of that), so something in front of it lets more through: 100 %',
    ],
  ] as const)('of a collapse by %s', (cause, text) => {
    expect(sentenceOf(arm({ losses: losses({}, { [cause]: 10 }), ablations: [] }))).toContain(text)
  })

  test('several causes are named when none lost 40 %', () => {
    const lost = losses({}, { retries: 39, client: 31, backlog: 30 })
    expect(sentenceOf(arm({ losses: lost, ablations: [] }))).toContain(
      'Several causes share what was lost after the trigger: 39 % retries overloaded the target, 31 % waited in the client (bulkhead, pool or backoff).',
    )
  })

  const withSeeds = (counts: Partial<Outcomes['verdicts']>, verdict: VerdictKind, low: number, high: number) => ({
    ...outcomes(verdict, 0, 500),
    verdicts: { ...outcomes(verdict, 0, 500).verdicts, [verdict]: 0, ...counts },
    collapse: { share: 0.5, low, high },
  })
  const without = (of: Outcomes): ArmWhy['ablations'] => [
    { ...(arm().ablations[0] as Extract<ArmWhy['ablations'][number], { kind: 'measured' }>), without: of },
  ]

  test('names all verdicts of seeds that end differently', () => {
    const full = withSeeds({ metastable: 6, recovered: 3, undecided: 1 }, 'metastable', 0.3, 0.9)
    expect(sentenceOf(arm({ full, ablations: [] }))).toMatch(
      /^It stays down \(metastable in 6 of 10 seeds, recovered in 3, undecided in 1\)\. /,
    )
  })

  test('offers a change only where the whole interval of P(collapse) is below one half', () => {
    const change = /Without retry/
    const of = (high: number) => sentenceOf(arm({ ablations: without(withSeeds({ slow: 3 }, 'slow', 0, high)) }))
    expect(of(0.499)).toMatch(change)
    expect(of(0.5)).not.toMatch(change)
    const undecided = { ...recovered, collapse: null }
    expect(sentenceOf(arm({ ablations: without(undecided) }))).not.toMatch(change)
  })

  test('names what holds a survivor only where the whole interval of P(collapse) without it is above one half', () => {
    const change = /Without retry it stays down \(metastable in 4 of 4 seeds\)\.$/
    const of = (low: number) =>
      sentenceOf(arm({ full: recovered, ablations: without(withSeeds({ metastable: 4 }, 'metastable', low, 1)) }))
    expect(of(0.501)).toMatch(change)
    expect(of(0.5)).not.toMatch(change)
  })

  test.each([
    ['bulkhead', 'a place in a bulkhead'],
    ['policy[2].bulkhead', 'a place in a bulkhead'],
    ['retry.backoff', 'the next retry'],
    ['target.tiers[0].bulkhead', 'a place in a pool or the next retry'],
  ])('of a wait in a client with %s names %s', (element, text) => {
    const ablations = [{ element, done: 'removed', kind: 'refused', reason: '' }] as const
    expect(sentenceOf(arm({ losses: losses({}, { client: 10 }), ablations }))).toContain(
      `Requests spend most of their time in the client, waiting for ${text}: 100 %`,
    )
  })

  test('of what is not decided says why, and what it is until then', () => {
    const full = outcomes('undecided', null, 7)
    expect(sentenceOf(arm({ full, undecided: 'a breaker is open' }))).toBe(
      'It is not decided (undecided in 10 of 10 seeds): a breaker is open. So far 97 % of what was lost after the trigger has this cause: retries overloaded the target.',
    )
  })

  test('never says of an arm that stays down that it could', () => {
    for (const cause of CAUSES) {
      for (const demand of [0.5, 2.8, null]) {
        const sustain = { attemptsPerRequest: 4, rho: 0.7, demand }
        const text = sentenceOf(arm({ losses: losses({}, { [cause]: 10 }), sustain, ablations: [] }))
        expect(text).toMatch(/^It stays down \(metastable in 10 of 10 seeds\)\. /)
        expect(text).not.toMatch(/could keep|but does not|but is not/)
      }
    }
  })
})
