import { cellsOf } from '../../bench/cell.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { ALL_SUITES } from '../../bench/suites/catalogue.ts'
import { DEFAULT_SUITES } from '../../bench/suites/names.ts'
import type { Console } from '../cli/console.ts'
import { MEASURED_SUITES, QUESTIONS } from './measured-suites.ts'

/** Prints the suites with their questions, arms and variants. */
export function listSuites(console: Console): void {
  const rows = [
    ...ALL_SUITES.map((input) => {
      const suite = parseSuite(input)
      const names = (key: 'arm' | 'variant') => [...new Set(cellsOf(suite).map((cell) => cell[key]))].join(', ')
      return { name: suite.name, arms: names('arm'), variants: names('variant'), question: suite.question }
    }),
    ...MEASURED_SUITES.map((name) => ({ name, arms: '-', variants: '-', question: QUESTIONS[name] })),
  ]
  for (const { name, arms, variants, question } of rows) {
    const mark = DEFAULT_SUITES.includes(name) ? ' (default)' : ''
    console.out(`${name}${mark}\n  ${question}\n`)
    if (arms !== '-') console.out(`  arms: ${arms}\n`)
    if (variants !== 'default' && variants !== '-') console.out(`  variants: ${variants}\n`)
  }
}
