import { isService, type ModelSpec, QUEUE_MAX_DEFAULT, type TargetSpec } from '../../../targets/spec.ts'
import { parseSuite } from '../../parse-suite.ts'
import type { PolicySpec } from '../../policy/stack.ts'
import { DEPTH_MAX } from '../../queue/broker.ts'
import type { Suite } from '../../suite.ts'
import { type Key, replaceAt } from '../path.ts'
import { cellOf } from '../trial.ts'

/** A part of a stack that can be taken away. */
export interface Element {
  /**
   * Its name, with its place where several have that name: `retry.budget`, `policy[0].timeout`, `target.expiry`.
   */
  readonly name: string
  /** The change that takes it away: `removed`, `none` or `400 -> 0`. */
  readonly done: string
  /** Returns the suite without it. @throws ConfigError when the rest cannot be run. */
  readonly without: (suite: Suite) => Suite
}

type Change = (old: unknown) => unknown

/** Returns the elements of an arm in the order of the stack: policies, then the queue around them. */
export function armElements(suite: Suite, arm: string): Element[] {
  const { armSpec } = cellOf(suite, arm)
  const at = ['arms', arm]
  if (armSpec.style === 'rpc') return policyElements(armSpec.policy, [...at, 'policy'], '')
  const { broker, consumers, redelivery, redrive } = armSpec
  return [
    ...policyElements(consumers.policy, [...at, 'consumers', 'policy'], ''),
    ...(broker.depthMax < DEPTH_MAX
      ? [replaced('broker.depthMax', broker.depthMax, DEPTH_MAX, [...at, 'broker', 'depthMax'])]
      : []),
    ...(broker.deliveriesMax > 1
      ? [replaced('broker.deliveriesMax', broker.deliveriesMax, 1, [...at, 'broker', 'deliveriesMax'])]
      : []),
    ...(broker.messageTtlMs === undefined ? [] : [removed('broker.messageTtlMs', [...at, 'broker', 'messageTtlMs'])]),
    ...(broker.leaseMs === undefined ? [] : [removed('broker.leaseMs', [...at, 'broker', 'leaseMs'])]),
    ...(redelivery.backoff.kind === 'none' ? [] : [noBackoff('redelivery.backoff', [...at, 'redelivery', 'backoff'])]),
    ...(redrive === undefined ? [] : [removed('redrive', [...at, 'redrive'])]),
  ]
}

/** Returns the protections of the target, each set back to its default, and the policies of a chain's tiers. */
export function targetElements({ target }: Pick<Suite, 'target'>): Element[] {
  return isService(target) ? [] : modelElements(target, ['target'], 'target')
}

function modelElements(model: ModelSpec, at: readonly Key[], name: string): Element[] {
  if (model.model === 'workers') return workersElements(model, at, name)
  if (model.model !== 'chain') return []
  return [
    ...model.tiers.flatMap(({ policy, queueMax }, i) => [
      ...policyElements(policy, [...at, 'tiers', i, 'policy'], `${name}.tiers[${i}].`),
      ...(queueMax < QUEUE_MAX_DEFAULT
        ? [replaced(`${name}.tiers[${i}].queueMax`, queueMax, QUEUE_MAX_DEFAULT, [...at, 'tiers', i, 'queueMax'])]
        : []),
    ]),
    ...modelElements(model.leaf, [...at, 'leaf'], `${name}.leaf`),
  ]
}

function workersElements(
  model: Extract<TargetSpec, { model: 'workers' }>,
  at: readonly Key[],
  name: string,
): Element[] {
  const { discipline, expiry, queueMax, queueMaxMs } = model
  const inOrder = (old: unknown) => {
    const { codel: _, ...rest } = old as typeof model
    return { ...rest, discipline: 'fifo' }
  }
  return [
    ...(discipline === 'fifo' ? [] : [element(`${name}.discipline`, `${discipline} -> fifo`, at, inOrder)]),
    ...(expiry === 'ignore' ? [] : [replaced(`${name}.expiry`, expiry, 'ignore', [...at, 'expiry'])]),
    ...(queueMax < QUEUE_MAX_DEFAULT
      ? [replaced(`${name}.queueMax`, queueMax, QUEUE_MAX_DEFAULT, [...at, 'queueMax'])]
      : []),
    ...(queueMaxMs === undefined ? [] : [removed(`${name}.queueMaxMs`, [...at, 'queueMaxMs'])]),
  ]
}

function policyElements(policy: readonly PolicySpec[], at: readonly Key[], place: string): Element[] {
  const nameOf = (spec: PolicySpec) => (spec.kind === 'custom' ? spec.name : spec.kind)
  return policy.flatMap((spec, i) => {
    const twins = policy.filter((other) => nameOf(other) === nameOf(spec)).length
    const own = `${place}${twins > 1 ? `policy[${i}].` : ''}${nameOf(spec)}`
    const drop = (old: unknown) => (old as PolicySpec[]).filter((_, k) => k !== i)
    return [element(own, 'removed', at, drop), ...partsOf(spec, [...at, i], own)]
  })
}

/** Returns the parts of a policy that can be taken away alone. */
function partsOf(spec: PolicySpec, at: readonly Key[], name: string): Element[] {
  if (spec.kind === 'bulkhead' && spec.waitingMax > 0) {
    return [replaced(`${name}.waitingMax`, spec.waitingMax, 0, [...at, 'waitingMax'])]
  }
  if (spec.kind !== 'retry') return []
  return [
    ...(spec.budget === undefined ? [] : [removed(`${name}.budget`, [...at, 'budget'])]),
    ...(spec.backoff.kind === 'none' ? [] : [noBackoff(`${name}.backoff`, [...at, 'backoff'])]),
  ]
}

function removed(name: string, at: readonly Key[]): Element {
  return element(name, 'removed', at, () => undefined)
}

function noBackoff(name: string, at: readonly Key[]): Element {
  return element(name, 'none', at, () => ({ kind: 'none' }))
}

function replaced(name: string, from: string | number, to: string | number, at: readonly Key[]): Element {
  return element(name, `${from} -> ${to}`, at, () => to)
}

function element(name: string, done: string, at: readonly Key[], change: Change): Element {
  return { name, done, without: (suite) => parseSuite(replaceAt(suite, at, change)) }
}
