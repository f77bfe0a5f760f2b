import { readFileSync } from 'node:fs'
import { printable } from '../bench/core/printable.ts'
import { readable } from '../reports/files/readable.ts'

const file = process.argv[2] ?? ''
process.stdout.write(printable(readable(file, readFileSync(file, 'utf8'))))
