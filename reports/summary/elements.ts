/** A part of a policy by which two arms differ: a policy, or an option that one policy has and the other has not. */
export type Elements = readonly string[]

type Fields = Readonly<Record<string, unknown>>

/** The policies of an arm in the configuration of a suite; undefined for what is none. */
function policiesOf(arm: Fields): readonly Fields[] | undefined {
  const { policy } = arm.style === 'queue' ? Object(arm.consumers) : arm
  return Array.isArray(policy) ? policy : undefined
}

/** Everything of an arm but its policies. */
function restOf({ policy: _, consumers, ...rest }: Fields): string {
  return JSON.stringify({ ...rest, consumers: consumers && { ...Object(consumers), policy: [] } })
}

/** What `more` has and `less` has not, when that is all they differ by; undefined otherwise. */
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

/**
 * Options that one policy has beyond another of its kind whose options are all the same; undefined when it is another
 * policy.
 */
function addedOptions(own: Fields, other: Fields): Elements | undefined {
  const isSame = Object.entries(other).every(([key, value]) => JSON.stringify(own[key]) === JSON.stringify(value))
  return isSame ? Object.keys(own).filter((key) => !(key in other)) : undefined
}
