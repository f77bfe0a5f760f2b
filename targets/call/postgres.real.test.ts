import { Client, Pool } from 'pg'
import { expect, test } from 'vitest'
import { timeout } from '../../bench/define.ts'
import { runsOf } from './service-run.testing.ts'

/** Where a server may be. Without it, the variables of PostgreSQL (PGHOST, PGUSER, ...) say so. */
const GIVEN = process.env.STORMBENCH_TEST_POSTGRES
const AT = {
  connectionString:
    GIVEN ?? (process.env.PGHOST === undefined ? 'postgres://postgres@127.0.0.1:5432/postgres' : undefined),
}

/** Why no server can be used here; undefined when one can. */
async function whyNotHere(): Promise<string | undefined> {
  const client = new Client({ ...AT, connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
    await client.query('select 1')
    await client.end()
    return undefined
  } catch (error) {
    // Where a server is named, the tests must not be skipped.
    if (GIVEN !== undefined) throw error
    return `${(error as Error).message}. Start one: docker run --rm -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres. STORMBENCH_TEST_POSTGRES names another one: postgres://user:password@host:5432/database`
  }
}

const why = await whyNotHere()
if (why !== undefined) console.warn(`PostgreSQL: not tested, ${why}`)

test.runIf(why === undefined)(
  'a query is called: what the database refuses has its code, and a slow one its timeout',
  async () => {
    const { runs, warnings } = await runsOf(
      {
        setup: () => new Pool({ ...AT, max: 5 }),
        call: async ({ id }, { state: pool }) => {
          if (id % 5 === 1) await pool.query('select 1 / 0')
          else if (id === 2) await pool.query('select pg_sleep(3.5)')
          else await pool.query('select $1::int', [id % 1000])
        },
        teardown: (pool) => pool.end(),
        warmUpMs: 100,
      },
      { load: '200ms@100', arms: { rpc: { style: 'rpc', policy: [timeout({ timeoutMs: 2500 })] } } },
    )
    const [{ status, phases, answers }] = runs as [(typeof runs)[number]]
    expect(status).toBe('valid')
    expect(phases[0]!.outcomes).toMatchObject({ failed: 4, timeout: 1, ok: 15 })
    // 22012: division_by_zero. The slow query went on after its caller had left, and ended well.
    expect(answers).toMatchObject({ unanswered: { 'error 22012': 4 }, calls: { ok: 16 } })
    expect(warnings).toEqual([])
  },
)
