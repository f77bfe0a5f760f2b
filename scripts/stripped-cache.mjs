import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'

/** A file that changed leaves its old entry behind. Beyond this many, all are removed. */
const ENTRIES_MAX = 5000
/** The last line of an entry that was written to its end. */
const END = '\n// whole'

/**
 * Modules without their types in a folder, by all that decides about them. Without a folder that can be written it
 * keeps nothing.
 */
export class StrippedCache {
  #folder
  #entriesMax
  #written = 0

  /** @param {string} folder @param {number} entriesMax */
  constructor(folder, entriesMax = ENTRIES_MAX) {
    this.#folder = folder
    this.#entriesMax = entriesMax
  }

  /**
   * The code that `strip` makes of a text, or made of it before.
   * @param {string} text @param {string} kind @param {() => Promise<string>} strip
   */
  async codeOf(text, kind, strip) {
    const file = join(this.#folder, createHash('sha256').update(`${kind}\0${text}`).digest('hex'))
    const known = textOf(file)
    if (known?.endsWith(END)) return known.slice(0, -END.length)
    const code = await strip()
    this.#write(file, `${code}${END}`)
    return code
  }

  #write(file, entry) {
    // Another process may read the entry, or write it as well.
    const partial = `${file}.${process.pid}-${threadId}`
    try {
      if (this.#written === 0) this.#makeRoom()
      this.#written += 1
      writeFileSync(partial, entry)
      renameSync(partial, file)
    } catch {
      removeIfThere(partial)
    }
  }

  #makeRoom() {
    mkdirSync(this.#folder, { recursive: true })
    if (readdirSync(this.#folder).length < this.#entriesMax) return
    rmSync(this.#folder, { recursive: true, force: true })
    mkdirSync(this.#folder, { recursive: true })
  }
}

/** Where nothing can be written, nothing can be removed either. */
function removeIfThere(file) {
  try {
    rmSync(file, { force: true })
  } catch {}
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
