import { sumOf } from '../core/sums.ts'
import type { ProxyCounts, Warning } from './result.ts'

/** Doubts about requests and answers that the fault proxy had no room for: they show nothing about the service. */
export function proxyDoubts({ proxy }: { readonly proxy?: ProxyCounts }): Warning[] {
  if (proxy === undefined || proxy.notPassed === 0) return []
  return [
    {
      severity: 'invalid',
      message: `The fault proxy had no room for ${proxy.notPassed} requests or answers.`,
      advice: 'What these show is not the service. Lower the rate, the retries or the timeout.',
    },
  ]
}

/** `passed 380 of 400, adds at most 0.21 ms`: what the proxies of several runs let through, and what one adds. */
export function proxyText(all: readonly ProxyCounts[]): string {
  const passed = sumOf(all, (one) => one.passed)
  const isHttp = all.every(({ requests }) => requests !== null)
  const arrived = sumOf(all, ({ requests, connections }) => requests ?? connections)
  const added = all.flatMap(({ addedMaxMs }) => addedMaxMs ?? [])
  const adds = added.length === 0 ? '' : `, adds at most ${Math.max(...added).toFixed(2)} ms`
  return `passed ${passed} of ${arrived}${isHttp ? '' : ' connections'}${adds}`
}
