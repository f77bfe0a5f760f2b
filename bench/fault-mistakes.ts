import type { Fault } from '../targets/faults.ts'
import type { TargetSpec } from '../targets/spec.ts'

/** A broken rule of one fault. The path starts at the fault. */
export interface FaultMistake {
  readonly path: readonly string[]
  readonly message: string
}

/** Mistakes of a fault that its target cannot have, or that names a part that its target does not have. */
export function mistakesOfFault(target: TargetSpec, fault: Fault): FaultMistake[] {
  return [...kindMistakes(target, fault), ...placeMistakes(target, fault)]
}

function kindMistakes({ model }: TargetSpec, fault: Fault): FaultMistake[] {
  if (model === 'call') return mistakesAtBytes(fault)
  return model === 'url' ? mistakesAtUrl(fault) : mistakesAtModel(fault)
}

/** A proxy of bytes sees no attempts and no answers. */
function mistakesAtBytes({ kind }: Fault): FaultMistake[] {
  if (OF_BYTES.includes(kind)) return []
  const message = `must be one of ${OF_BYTES.join(', ')} for a call: the proxy before its service sees bytes alone`
  return [{ path: ['kind'], message }]
}

const OF_BYTES: readonly Fault['kind'][] = ['outage', 'pause', 'latency', 'bandwidth']

/** A proxy before a service sees requests and answers. It sees no worker and no work. */
function mistakesAtUrl(fault: Fault): FaultMistake[] {
  if (fault.kind === 'capacity') {
    const message =
      'must not be capacity for a service: its capacity is not known; throttle limits its attempts per second'
    return [{ path: ['kind'], message }]
  }
  if (fault.kind === 'slow' && fault.appliesAt !== undefined) {
    const message = 'must be left out for a service: when its work begins is not known'
    return [{ path: ['appliesAt'], message }]
  }
  return []
}

function mistakesAtModel(fault: Fault): FaultMistake[] {
  if (fault.kind === 'bandwidth') {
    return [
      {
        path: ['kind'],
        message: 'must not be bandwidth for a model: its answers have no body; latency delays attempts',
      },
    ]
  }
  if (fault.kind === 'errors' && fault.status !== undefined) {
    return [{ path: ['status'], message: 'must be left out for a model: its attempts fail without a status' }]
  }
  return []
}

function placeMistakes(target: TargetSpec, { shard, tier }: Fault): FaultMistake[] {
  const shards = target.model === 'workers' ? target.shards : 1
  const tiers = target.model === 'chain' ? target.tiers.length : 0
  const mistakes: FaultMistake[] = []
  if (shard !== undefined && (shards === 1 || shard >= shards)) {
    const rule = shards === 1 ? 'must not be given: the target has no shards' : `must be 0 to ${shards - 1}`
    mistakes.push({ path: ['shard'], message: rule })
  }
  if (tier !== undefined && (tiers === 0 || tier > tiers)) {
    const rule = tiers === 0 ? 'must not be given: the target is no chain' : `must be 0 to ${tiers} (the leaf)`
    mistakes.push({ path: ['tier'], message: rule })
  }
  return mistakes
}
