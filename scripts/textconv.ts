import { readFileSync } from 'node:fs'
import { readable } from '../reports/readable.ts'

const file = process.argv[2] ?? ''
process.stdout.write(readable(file, readFileSync(file, 'utf8')))
