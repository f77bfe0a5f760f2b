import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pages, projectPage } from './pages.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Pages for those who change the code. The package does not have them. */
const OF_THE_REPOSITORY = ['CONTRIBUTING.md', 'docs/architecture.md']

/** Anchors of a page as GitHub makes them from its headings. */
function anchorsOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}

test('an anchor has letters, digits and dashes', () => {
  expect(anchorsOf('# P(collapse)\n\n```sh\n# no\n```\n\n## A suite of `your` own\n')).toEqual([
    'pcollapse',
    'a-suite-of-your-own',
  ])
})

test.each([...pages(), projectPage('CONTRIBUTING.md'), projectPage('CHANGELOG.md')])(
  'every link of $path leads somewhere',
  ({ url, text }) => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false
      const target = new URL(link, url)
      if (!existsSync(new URL(target.pathname, target))) return true
      const anchor = decodeURIComponent(target.hash.slice(1))
      return anchor !== '' && !anchorsOf(readFileSync(new URL(target.pathname, target), 'utf8')).includes(anchor)
    })
    expect(broken).toEqual([])
  },
)

test('pages of the package link only to files of the package, and README to two pages of the repository', () => {
  const { files } = JSON.parse(projectPage('package.json').text) as { files: string[] }
  expect(files).toContain('!docs/architecture.md')
  const has = (path: string) =>
    ['README.md', ...files].some((one) => path === one || path.startsWith(`${one}/`)) &&
    !OF_THE_REPOSITORY.includes(path)
  const published = [...pages(), projectPage('CHANGELOG.md')].filter(({ path }) => has(path))
  const leavingIt = published.flatMap(({ path, url, text }) =>
    [...text.matchAll(/\]\(([^)\s#]+)/g)]
      .map(([, link]) => link!)
      .filter((link) => !/^https?:/.test(link))
      .map((link) => relative(ROOT, fileURLToPath(new URL(link, url))).replaceAll('\\', '/'))
      .filter((target) => !has(target))
      .map((target) => `${path}: ${target}`),
  )
  expect(leavingIt).toEqual(OF_THE_REPOSITORY.map((page) => `README.md: ${page}`))
})

test.each(pages())('the contents list of $path has all of its sections, in order', ({ text }) => {
  const contents = [...text.matchAll(/^- \[[^\]]*\]\(#([^)]*)\)$/gm)].map(([, anchor]) => anchor)
  const sections = anchorsOf([...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^## .*$/gm)].join('\n'))
  expect(contents).toEqual(sections)
})
