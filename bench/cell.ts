import { capacityPerSecond } from '../targets/capacity.ts'
import { DEFAULT_VARIANT } from './core/default-variant.ts'
import { atCapacity, usesRho } from './load/load.ts'
import type { ArmSpec, Suite, Variant } from './suite.ts'

/** The seed of a repeat (from 1). The repeats of a cell have consecutive seeds. */
export function seedOf({ seed }: Pick<Cell, 'seed'>, repeat: number): number {
  return seed + repeat - 1
}

/** One arm of one variant: all that a run needs to know. */
export interface Cell extends Omit<Suite, 'arms' | 'variants' | 'about' | 'thresholds'> {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  readonly armSpec: ArmSpec
}

/** Number of arms in all variants together. */
export function cellCountOf({ arms, variants }: Pick<Suite, 'arms' | 'variants'>): number {
  const own = Object.values(variants).map((variant) => Object.keys(variant.arms ?? arms).length)
  return own.length === 0 ? Object.keys(arms).length : own.reduce((sum, count) => sum + count)
}

/** All arms of all variants, in the order written. */
export function cellsOf(suite: Suite): Cell[] {
  const { arms, variants, about: _, thresholds: __, ...common } = suite
  const named: [string, Variant][] = Object.entries(variants)
  const list: typeof named = named.length > 0 ? named : [[DEFAULT_VARIANT, { about: '' }]]
  return list.flatMap(([variant, { about: _, arms: ownArms, ...own }]) =>
    Object.entries(ownArms ?? arms).map(
      ([arm, armSpec]): Cell => ({
        ...common,
        ...defined(own),
        ...loadAndTarget(own.load ?? common.load, proxied(own.target ?? common.target, own.faults ?? common.faults)),
        suite: suite.name,
        variant,
        arm,
        armSpec,
      }),
    ),
  )
}

/** Puts the fault proxy before a service with faults. */
function proxied(target: Suite['target'], faults: Suite['faults']): Suite['target'] {
  return target.model === 'url' && faults.length > 0 ? { proxy: true, ...target } : target
}

/** Turns a load that is a share of the capacity into rates for this target, where its capacity is known. */
function loadAndTarget(load: Suite['load'], target: Suite['target']): Pick<Suite, 'load' | 'target'> {
  const capacity = capacityPerSecond(target)
  return { target, load: capacity === undefined || !usesRho(load) ? load : (atCapacity(load, capacity) as typeof load) }
}

/** The properties that are not undefined. */
function defined<T extends object>(object: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never
}
