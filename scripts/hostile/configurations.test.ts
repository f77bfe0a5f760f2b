import { test } from 'vitest'
import { SMALL_SUITE } from '../testing.ts'
import { type HostileInput, survives } from './survives.testing.ts'

/** Virtual time: a suite that is right after all takes milliseconds. */
const run = (name: string, content: string | Buffer | object) => ({
  files: { [name]: content },
  argv: [name, '--clock', 'virtual', '--quiet'],
})
const changed = (changes: object) => run('suite.json', { ...SMALL_SUITE, ...changes })
const json = (changes: string) => run('suite.json', JSON.stringify(SMALL_SUITE).replace('{', `{${changes},`))
const SMALL = JSON.stringify(SMALL_SUITE)
const module = (changes: string) => run('suite.mjs', `const suite = ${SMALL}\nexport default { ...suite, ${changes} }`)

const DEEP = 10_000
const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)]

const INPUTS: Readonly<Record<string, HostileInput>> = {
  'an empty JSON file': { ...run('suite.json', ''), says: ['suite.json: is not readable as json'] },
  'an empty YAML file': { ...run('suite.yaml', ''), says: ['suite: must be an object'] },
  'a JSON file that is no object': { ...run('suite.json', '"suite"'), says: ['suite: must be an object, got "suite"'] },
  'a folder named as a suite': {
    files: { 'suite.json/x': '' },
    argv: ['suite.json'],
    says: ['suite.json: no such file'],
  },
  'lists nested 10,000 levels deep in YAML': {
    ...run('suite.yaml', `target: ${'['.repeat(DEEP)}${']'.repeat(DEEP)}`),
    says: ['suite.yaml'],
  },
  'aliases that grow to 2^40 values': { ...run('suite.yaml', bomb.join('\n')), says: ['suite.yaml'] },
  'an anchor that holds itself': { ...run('suite.yaml', 'name: x\ntarget: &t\n  again: *t\n'), says: ['target'] },
  'the whole suite holding itself': { ...run('suite.yaml', '&s\nname: x\ntarget: *s\n'), says: ['target'] },
  'an alias without an anchor': { ...run('suite.yaml', 'name: *none\n'), says: ['suite.yaml'] },
  'two documents in one file': { ...run('suite.yaml', `name: a\n---\nname: b\n`), says: ['suite.yaml'] },
  'a key twice in YAML': { ...run('suite.yaml', 'name: a\nname: b\n'), says: ['suite.yaml', 'name'] },
  'a __proto__ in JSON': { ...json('"__proto__":{"repeats":2}'), says: ['__proto__'] },
  'a __proto__ in YAML': { ...run('suite.yaml', '__proto__: {name: x}\n'), says: ['__proto__'] },
  'a constructor in JSON': { ...json('"constructor":1'), says: ['constructor: is not an option here, got 1'] },
  'a number of 400 digits': { ...json('"seed":1e400'), says: ['seed'] },
  'YAML .nan and .inf': { ...run('suite.yaml', 'repeats: .nan\nseed: .inf\n'), says: ['repeats', 'seed'] },
  'a name with a control character': { ...changed({ name: 'a\u001b[31mb' }), says: ['name: must be'] },
  'a name with a slash': { ...changed({ name: '../../x' }), says: ['name: must be'] },
  'a very long key': { ...changed({ ['k'.repeat(1_000_000)]: 1 }), says: ['is not an option here'] },
  'a cyclic object': { ...module('get target() { return suite }'), says: ['target'] },
  'a BigInt': { ...module('repeats: 3n'), says: ['repeats'] },
  'a function for a number': {
    ...module('deadlineMs: () => 1'),
    says: ['deadlineMs: must be a number, got a function'],
  },
  'a function': {
    ...run('suite.mjs', `export default () => (${SMALL})`),
    says: ['suite: must be an object, got a function'],
  },
}

test.each(Object.entries(INPUTS))('%s', async (_, input) => {
  await survives(input)
})
