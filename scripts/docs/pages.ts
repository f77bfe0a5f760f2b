import { readdirSync, readFileSync } from 'node:fs'

/** The folder of this project. */
const ROOT = new URL('../../', import.meta.url)

/** A page that people read. */
export interface Page {
  /** From the folder of the project, such as `docs/method.md`. */
  readonly path: string
  readonly url: URL
  readonly text: string
}

/** Reads README and all pages of `docs`. */
export function pages(): Page[] {
  const names = readdirSync(new URL('docs', ROOT)).filter((name) => name.endsWith('.md'))
  return ['README.md', ...names.sort().map((name) => `docs/${name}`)].map(projectPage)
}

/** Reads a page by its path from the folder of the project. */
export function projectPage(path: string): Page {
  const url = new URL(path, ROOT)
  return { path, url, text: readFileSync(url, 'utf8') }
}
