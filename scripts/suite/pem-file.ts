import { readFile } from 'node:fs/promises'
import { ConfigError } from '../../bench/core/config-error.ts'
import { isPem, PEM_MAX } from '../../targets/tls.ts'
import { fileStats } from './file-stats.ts'

/** Reads certificates or a private key. @throws ConfigError for a file that is none or holds no PEM. */
export async function readPemFile(path: string): Promise<string> {
  const { size } = fileStats(path)
  if (size > PEM_MAX) throw new ConfigError(`must be at most ${PEM_MAX} bytes, got ${size}`)
  const text = await readFile(path, 'utf8')
  if (!isPem(text)) throw new ConfigError('must hold text in PEM, which begins with -----BEGIN')
  return text
}
