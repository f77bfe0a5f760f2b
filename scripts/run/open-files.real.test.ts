import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const LOADER = new URL('../typescript.mjs', import.meta.url).href

test('a suite that needs more open files than the shell allows is refused with exit 4', async () => {
  const command = `ulimit -n 256 && exec "${process.execPath}" --import "${LOADER}" "${MAIN}" run burst --arm naive-retries`
  const failure = await promisify(execFile)('sh', ['-c', command]).catch((error) => error)
  expect([failure.code, failure.stderr]).toEqual([
    4,
    `burst default naive-retries: needs 970 file descriptors, for 411 connections at once with both ends in this process
This process may open 256. Raise the hard limit of the shell, such as with \`sudo prlimit --pid $$ --nofile=970\`, or of the container with \`--ulimit nofile=970\`.
`,
  ])
})
