import { decoded } from '../core/decoded.ts'
import { CATALOGUE } from './catalogue.ts'
import type { Hold, HoldReport } from './hold.ts'

/**
 * The process of a consumer that takes messages and never settles them. The first message says what to hold, the
 * second starts the taking. It ends by SIGKILL.
 */

let secrets: readonly string[] = []
const report = (what: HoldReport) => process.send?.(what)
const fail = (error: Error) =>
  report({ failed: secrets.reduce((text, one) => text.replaceAll(one, '***'), error.message) })

// Ctrl-C reaches the whole group. This process ignores it and ends with its parent.
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
  const take = await holdMessages(hold, (id) => report({ held: id }))
  process.once('message', take)
  report('ready')
}

/** Returns user and password, both encoded and decoded. */
function secretsOf(text: string | undefined): string[] {
  if (text === undefined || !URL.canParse(text)) return []
  const { username, password } = new URL(text)
  return [password, decoded(password), username, decoded(username)].filter((secret) => secret !== '')
}
