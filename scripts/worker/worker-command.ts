import type { BrokerUrls } from '../../bench/engine/broker-host.ts'
import { connectNats, type NatsAddress } from '../../bench/workers/nats/connect.ts'
import { WaitingWorker } from '../../bench/workers/nats/waiting-worker.ts'
import type { Permissions } from '../../bench/workers/permissions.ts'
import type { Console } from '../cli/console.ts'
import { environmentClass, programVersion } from '../cli/environment.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { suiteOf } from '../suite/suite-source.ts'

export interface WorkerCommandOptions {
  readonly nats: NatsAddress
  readonly brokerUrls: BrokerUrls
  /** Suites that bring policies are run too. */
  readonly allowCode: boolean
  readonly permissions: Permissions
}

/**
 * Makes load for whoever asks on a NATS server, until it is interrupted. @throws CannotRunError when the server cannot
 * be used.
 */
export async function workerCommand(
  { nats, brokerUrls, allowCode, permissions }: WorkerCommandOptions,
  console: Console,
): Promise<ExitCode> {
  const link = await connectNats(nats)
  const { signal, release } = onInterrupt((text) => console.err(text), 'handing over what was measured')
  const server = new WaitingWorker(link, {
    version: programVersion(),
    environmentClass: environmentClass(),
    brokerUrls,
    permissions,
    load: (source) => suiteOf(source, allowCode),
    onLine: (line) => console.err(`${line}\n`),
  })
  console.err('waiting for work; Ctrl-C ends it\n')
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  await server.close()
  release()
  return EXIT.interrupted
}
