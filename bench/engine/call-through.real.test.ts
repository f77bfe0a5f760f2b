import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { callTarget } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import { runReal } from './real.ts'
import { TargetHost } from './target-host.ts'

test('calls reach their service through the proxy, and meet its faults', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ports: (number | undefined)[] = []
  const target = callTarget({
    through: `tcp://127.0.0.1:${port}`,
    warmUpMs: 0,
    setup: ({ proxy }) => {
      ports.push(proxy?.port)
      return proxy!
    },
    call: async ({ id }, { state }) => {
      const socket = connect(state.port, state.host, () => socket.write(String(id)))
      try {
        await once(socket, 'data')
      } finally {
        socket.destroy()
      }
    },
  })
  const [cell] = cellsOf(
    parseSuite({
      name: 'through',
      question: 'Do faults reach calls?',
      target,
      faults: [{ kind: 'outage', mode: 'reset', fromMs: 300, toMs: 700 }],
      load: '1s@50',
      validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
      arms: { rpc: { style: 'rpc' } },
    }),
  )
  const host = new TargetHost()
  await host.prepare(cell!.target)
  await host.meet([cell!])
  const run = await runReal(cell!, host, { repeat: 1 })
  const again = await runReal({ ...cell!, faults: [] }, host, { repeat: 2 })
  expect(await host.close()).toEqual([])
  server.close()

  expect(ports).toEqual([expect.any(Number)])
  expect(ports).not.toContain(port)
  const { connections, passed, injected, requests } = run.proxy!
  const failures = run.answers!.unanswered['Error ECONNRESET']!
  expect({ connections, requests }).toEqual({ connections: 50, requests: null })
  expect(run.answers).toMatchObject({ calls: { ok: 50 - failures } })
  // Connections that opened in the outage failed. One that was open when it began may have had its answer.
  expect(failures).toBeGreaterThanOrEqual(connections - passed)
  expect(failures).toBeLessThanOrEqual(injected.reset!)
  expect(again.proxy).toMatchObject({ connections: 50, passed: 50, injected: {} })
})
