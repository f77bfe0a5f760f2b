import { decoded } from '../core/decoded.ts'
import { CATALOGUE } from './catalogue.ts'
import type { Hold, HoldReport } from './hold.ts'

/**
 * The process of a consumer that takes messages and never settles them. It is told what to hold, then to take; its end
 * is SIGKILL.
 */

let secrets: readonly string[] = []
const tell = (report: HoldReport) => process.send?.(report)
const fail = (error: Error) =>
  tell({ failed: secrets.reduce((text, one) => text.replaceAll(one, '***'), error.message) })

// Ctrl-C reaches the whole group: this process ends with its parent, which knows when.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
process.on('uncaughtException', fail)
process.on('disconnect', () => process.exit())
process.once('message', (hold: Hold) => {
  secrets = secretsOf(hold.url)
  begin(hold).catch(fail)
})
// The parent may have gone while this was loaded.
if (!process.connected) process.exit()

async function begin(hold: Hold): Promise<void> {
  const holdMessages = await CATALOGUE[hold.kind].hold()
  const take = await holdMessages(hold, (id) => tell({ held: id }))
  process.once('message', take)
  tell('ready')
}

/** User and password, as they are written and as they are meant. */
function secretsOf(text: string | undefined): string[] {
  if (text === undefined || !URL.canParse(text)) return []
  const { username, password } = new URL(text)
  return [password, decoded(password), username, decoded(username)].filter((secret) => secret !== '')
}
