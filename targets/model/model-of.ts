import type { ChainSpec, ModelSpec, WorkersSpec } from '../spec.ts'
import { chainOf } from './chain.ts'
import { Gate } from './gate.ts'
import { linearModel } from './linear-model.ts'
import type { Model, Setting } from './model.ts'
import { Network } from './network.ts'
import { Shards } from './shards.ts'
import { tutorialModel } from './tutorial-model.ts'
import { WorkersModel } from './workers-model.ts'

/** The model a spec describes, behind its network and its faults. */
export function modelOf(spec: ModelSpec, setting: Setting): Model {
  return Network.before(spec.model === 'chain' ? chain(spec, setting) : single(spec, setting), spec.network, setting)
}

function single(spec: Exclude<ModelSpec, ChainSpec>, setting: Setting): Model {
  switch (spec.model) {
    case 'tutorial':
      return Gate.before(tutorialModel(spec, setting), setting)
    case 'linear':
      return Gate.before(linearModel(spec, setting), setting)
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
  return Gate.before(new WorkersModel(spec, own), own)
}

function chain(spec: ChainSpec, setting: Setting): Model {
  return chainOf(spec, setting, (leafSetting) => modelOf(spec.leaf, leafSetting))
}
