import { expect, test } from 'vitest'
import { type Page, pages } from './pages.ts'
import { proseFigures, type Sentence, sentencesOf } from './prose.ts'

/** Most words of a sentence and most colons and semicolons per sentence, on each page. */
const LIMITS = { meanWords: 16, p90Words: 28, stops: 0.35 } as const

test('sentences end at full stops, entries of lists and blank lines', () => {
  const page =
    '# Head\n\nOne `code: span` here: two. Three [four](five.md)\nsix.\n\n- seven\n- eight; nine\n\n| a | b |\n\n```sh\nls\n```\n'
  expect(sentencesOf(page).map(({ text, words, stops }) => [text, words, stops])).toEqual([
    ['One Code here: two.', 4, 1],
    ['Three four six.', 3, 0],
    ['seven', 1, 0],
    ['eight; nine', 2, 1],
  ])
})

test('figures are mean, 90th percentile and colons and semicolons per sentence', () => {
  const sentence = (words: number): Sentence => ({ text: '', words, stops: words === 10 ? 5 : 0 })
  const sentences = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(sentence)
  expect(proseFigures(sentences)).toEqual({ sentences: 10, meanWords: 5.5, p90Words: 9, stops: 0.5 })
})

test.each(pages())('$path is easy to read', ({ text }: Page) => {
  const sentences = sentencesOf(text)
  const { meanWords, p90Words, stops } = proseFigures(sentences)
  const isHard = meanWords > LIMITS.meanWords || p90Words > LIMITS.p90Words || stops > LIMITS.stops
  const weight = (sentence: Sentence) => sentence.words + 10 * sentence.stops
  const worst = [...sentences].sort((a, b) => weight(b) - weight(a)).slice(0, 10)
  expect(isHard ? { meanWords, p90Words, stops, worst: worst.map((sentence) => sentence.text) } : {}).toEqual({})
})

test.each(pages())(
  '$path has no word told, and no sentence that begins with So many, So often or So long',
  ({ text }: Page) => {
    const wrong = sentencesOf(text).filter((sentence) => /\btold\b|^So (many|often|long)\b/i.test(sentence.text))
    expect(wrong.map((sentence) => sentence.text)).toEqual([])
  },
)

test('README is one page', () => {
  const readme = pages().find(({ path }) => path === 'README.md')!
  expect(readme.text.split('\n').length - 1).toBeLessThanOrEqual(200)
})
