import type { Clock } from '../../bench/core/clock.ts'
import type { Fault } from '../faults.ts'
import type { ChainSpec, ModelSpec, WorkersSpec } from '../spec.ts'
import { linearModel, tutorialModel } from './all-at-once.ts'
import { behindFaults } from './behind-faults.ts'
import { chainOf } from './chain.ts'
import { Counters } from './counters.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { Network } from './network.ts'
import { Shards } from './shards.ts'
import { WorkersModel } from './workers-model.ts'

/** Reasons of attempts that the target rejected or dropped on purpose. */
const SHED: ReadonlySet<string> = new Set(['full', 'expired', 'shed'])

/** The model of a suite with its faults and its counters. */
export class Target implements Model {
  readonly counters = new Counters()
  readonly #clock: Clock
  readonly #isChain: boolean
  readonly #model: Model

  constructor(clock: Clock, spec: ModelSpec, faults: readonly Fault[], seed: number) {
    this.#clock = clock
    this.#isChain = spec.model === 'chain'
    this.#model = modelOf(spec, { clock, faults, seed, counters: this.counters })
  }

  /** All counts up to now. */
  count() {
    const { attempts, ok, duplicates, errors, shed, abandoned, inFlight, inFlightMax } = this.counters
    const leafAttempts = this.#isChain ? this.counters.leafAttempts : null
    const busyMs = this.counters.busyMs(this.#clock.nowMs())
    return { attempts, leafAttempts, ok, duplicates, errors, shed, busyMs, abandoned, inFlight, inFlightMax }
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const { counters } = this
    counters.attempts += 1
    this.#model.arrive(attempt, (outcome) => {
      if (outcome.kind === 'ok') counters.complete(attempt.request, this.#isChain)
      else if (outcome.kind === 'failed' && SHED.has(outcome.reason)) counters.shed += 1
      else counters.errors += 1
      answer(outcome)
    })
  }
}

/** Builds the model of a spec, behind its network and its faults. */
function modelOf(spec: ModelSpec, setting: Setting): Model {
  return Network.before(spec.model === 'chain' ? chain(spec, setting) : single(spec, setting), spec.network, setting)
}

function single(spec: Exclude<ModelSpec, ChainSpec>, setting: Setting): Model {
  switch (spec.model) {
    case 'tutorial':
      return behindFaults(tutorialModel(spec, setting), setting)
    case 'linear':
      return behindFaults(linearModel(spec, setting), setting)
    case 'workers':
      return spec.shards === 1 ? shard(spec, setting, 0) : shards(spec, setting)
  }
}

function shards(spec: WorkersSpec, setting: Setting): Model {
  return new Shards(
    Array.from({ length: spec.shards }, (_, index) => shard(spec, setting, index)),
    setting.seed,
  )
}

function shard(spec: WorkersSpec, setting: Setting, index: number): Model {
  const own = { ...setting, faults: setting.faults.filter((fault) => (fault.shard ?? index) === index) }
  return behindFaults(new WorkersModel(spec, own), own)
}

function chain(spec: ChainSpec, setting: Setting): Model {
  return chainOf(spec, setting, (leafSetting) => modelOf(spec.leaf, leafSetting))
}
