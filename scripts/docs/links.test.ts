import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pages, projectPage } from './pages.ts'

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

test.each(pages())('the contents list of $path has all of its sections, in order', ({ text }) => {
  const contents = [...text.matchAll(/^- \[[^\]]*\]\(#([^)]*)\)$/gm)].map(([, anchor]) => anchor)
  const sections = anchorsOf([...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^## .*$/gm)].join('\n'))
  expect(contents).toEqual(sections)
})
