import type { Block } from './blocks.ts'

/** Bad spells count as more frequent than before when so low a count before the trigger is less likely than this. */
const RARE = 0.001

/**
 * Without a twin a system may have bad spells that the trigger did not cause. Spells no longer than twice the longest
 * one before the trigger count as such, unless spells are more frequent after it (binomial test of counts over time).
 */
export function withoutUsualSpells(before: readonly Block[], after: readonly Block[]): Block[] {
  const [spellsBefore, spellsAfter] = [spellsOf(before), spellsOf(after)]
  const share = before.length / Math.max(1, before.length + after.length)
  if (atMost(spellsBefore.length, spellsBefore.length + spellsAfter.length, share) < RARE) return [...after]
  const longest = Math.max(2, ...spellsBefore.map(({ length }) => 2 * length))
  const usual = spellsAfter.filter(({ length }) => length <= longest)
  const isUsual = (i: number) => usual.some(({ from, length }) => i >= from && i < from + length)
  return after.map((block, i) => (isUsual(i) ? { ...block, isBad: false } : block))
}

function spellsOf(blocks: readonly Block[]): { readonly from: number; readonly length: number }[] {
  const spells: { from: number; length: number }[] = []
  blocks.forEach(({ isBad }, i) => {
    if (!isBad) return
    const last = spells.at(-1)
    if (last !== undefined && last.from + last.length === i) last.length += 1
    else spells.push({ from: i, length: 1 })
  })
  return spells
}

/** P(X <= k) for n trials that each succeed with this chance. */
function atMost(k: number, n: number, chance: number): number {
  if (chance === 0) return 1
  let logWays = 0
  let sum = 0
  for (let i = 0; i <= k; i++) {
    if (i > 0) logWays += Math.log((n - i + 1) / i)
    sum += Math.exp(logWays + i * Math.log(chance) + (n - i) * Math.log1p(-chance))
  }
  return sum
}
