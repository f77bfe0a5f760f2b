/** Parts by which the policies of two arms differ: a policy, or an option that only one of two policies has. */
export type Elements = readonly string[]

type Fields = Readonly<Record<string, unknown>>

/** The policies of an arm in the configuration of a suite; undefined for a value that is no arm. */
function policiesOf(arm: Fields): readonly Fields[] | undefined {
  const { policy } = arm.style === 'queue' ? Object(arm.consumers) : arm
  return Array.isArray(policy) ? policy : undefined
}

/** Everything of an arm except its policies. */
function restOf({ policy: _, consumers, ...rest }: Fields): string {
  return JSON.stringify({ ...rest, consumers: consumers && { ...Object(consumers), policy: [] } })
}

/** Elements that `more` has and `less` lacks, if the arms differ by nothing else; undefined otherwise. */
export function addedElements(more: unknown, less: unknown): Elements | undefined {
  const [a, b] = [Object(more) as Fields, Object(less) as Fields]
  const [own, other] = [policiesOf(a), policiesOf(b)]
  if (own === undefined || other === undefined || restOf(a) !== restOf(b)) return undefined
  const added: string[] = []
  let next = 0
  for (const policy of own) {
    const options = next < other.length ? addedOptions(policy, other[next]!) : undefined
    if (options === undefined) added.push(String(policy.kind))
    else {
      added.push(...options)
      next += 1
    }
  }
  return next === other.length && added.length > 0 ? added : undefined
}

/** Options that only `own` has, if all options of `other` are the same in it; undefined for another policy. */
function addedOptions(own: Fields, other: Fields): Elements | undefined {
  const isSame = Object.entries(other).every(([key, value]) => JSON.stringify(own[key]) === JSON.stringify(value))
  return isSame ? Object.keys(own).filter((key) => !(key in other)) : undefined
}
