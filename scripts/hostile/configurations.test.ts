import { test } from 'vitest'
import { SMALL_SUITE } from '../testing.ts'
import { type HostileInput, survives } from './survives.testing.ts'

const SMALL = JSON.stringify(SMALL_SUITE)
const DEEP = 10_000

/** In virtual time: a suite that is right after all takes milliseconds. */
const run = (name: string, content: string | Uint8Array | object) => ({
  files: { [name]: content },
  argv: [name, '--clock', 'virtual'],
})
const changed = (changes: object) => run('suite.json', { ...SMALL_SUITE, ...changes })
const withText = (text: string) => run('suite.json', SMALL.replace('{', `{${text},`))
const arm = (name: string) => run('suite.json', SMALL.replace('"rpc":', `"${name}":`))
const variant = (name: string) => withText(`"variants":{"${name}":{"load":"1s@10"}}`)
const yaml = (text: string) => run('suite.yaml', text)
/** A power of two of what it begins with. */
const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)]
const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const keys = (count: number) => Array.from({ length: count }, (_, i) => `k${i}`)

const FILES: Readonly<Record<string, HostileInput>> = {
  'an empty JSON file': { ...run('suite.json', ''), says: ['suite.json: is not readable as json'] },
  'an empty YAML file': { ...yaml(''), says: ['suite: must be an object, got null'] },
  'a text for a suite': { ...run('suite.json', '"suite"'), says: ['suite: must be an object, got "suite"'] },
  'a list for a suite': { ...run('suite.json', '[1]'), says: ['suite: must be an object, got [1]'] },
  'a folder for a file': {
    files: { 'suite.json/x': '' },
    argv: ['suite.json'],
    says: ['must be a file, got a folder'],
  },
  'a device for a file': { argv: ['/dev/zero'], says: ['/dev/zero: must end in .ts'] },
  'a byte order mark': { ...run('suite.json', `\ufeff${SMALL}`), code: 0, says: ['rpc'] },
  'a byte order mark in YAML': { ...yaml(`\ufeff${SMALL}`), code: 0, says: ['rpc'] },
  'UTF-16': { ...run('suite.json', Buffer.from(SMALL, 'utf16le')), says: ['suite.json: is not readable as json'] },
  'bytes that are no UTF-8': { ...run('suite.json', ALL_BYTES), says: ['suite.json: must be text in UTF-8'] },
  'bytes that are no UTF-8 in YAML': { ...run('suite.yaml', ALL_BYTES), says: ['suite.yaml: must be text in UTF-8'] },
  'bytes that are no module': { ...run('suite.ts', ALL_BYTES), says: ['suite.ts: could not be loaded', 'suite.ts:1'] },
  'YAML of 3 MB': {
    ...yaml('#'.repeat(3_000_000)),
    says: ['suite.yaml: must have at most 500000 bytes, got 3000000'],
  },
  'a text of 9 MB': { ...changed({ question: 'x'.repeat(9_000_000) }), says: ['question: must have at most 2000'] },
  'two documents in one file': { ...yaml('name: a\n---\nname: b\n'), says: ['suite.yaml: must hold one document'] },
}

const SHAPES: Readonly<Record<string, HostileInput>> = {
  'lists 10,000 levels deep': {
    ...run('suite.json', `{"name":"deep","target":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`),
    says: ['suite.json: line 1: must have at most 64 levels'],
  },
  'objects 10,000 levels deep': {
    ...run('suite.json', `{"name":"deep","target":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}`),
    says: ['suite.json: line 1: must have at most 64 levels'],
  },
  'lists 10,000 levels deep in YAML': {
    ...yaml(`target: ${'['.repeat(DEEP)}${']'.repeat(DEEP)}`),
    says: ['suite.yaml: line 1: must have at most 64 levels'],
  },
  'objects 200 levels deep in YAML': {
    ...yaml(Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')),
    says: ['suite.yaml: line 66: must have at most 64 levels'],
  },
  '50,000 mistakes in YAML': { ...yaml('"'.repeat(100_000)), says: ['suite.yaml: line 1: is not readable as yaml'] },
  '100,000 documents in YAML': { ...yaml('---\n'.repeat(100_000)), says: ['suite.yaml: must hold one document'] },
  'aliases that stand for 2^40 values': { ...yaml(bomb.join('\n')), says: ['suite.yaml: is not readable as yaml'] },
  'an anchor that holds itself': { ...yaml('target: &t\n  again: *t\n'), says: ['target.again.again.again: must be'] },
  'a suite that holds itself': { ...yaml('&s\ntarget: *s\n'), says: ['target.target.target.target: must be at most'] },
  'an alias without an anchor': {
    ...yaml('name: *none\n'),
    says: ['suite.yaml: is not readable as yaml: Unresolved alias'],
  },
  'a merge key': {
    ...yaml(`x: &x {a: 1}\ntarget:\n  <<: *x\n`),
    says: ['x: is not', 'target: needs a url, a call or a model'],
  },
  'a merge key that is right': {
    ...yaml(
      `{ target: { <<: &t ${JSON.stringify(SMALL_SUITE.target)} }, ${SMALL.replace(/"target":\{.*?\}\},/, '').slice(1)}`,
    ),
    code: 0,
    says: ['rpc'],
  },
  'a merge key with a prototype': { ...yaml('target:\n  <<: {__proto__: {x: 1}}\n'), says: ['target.__proto__: must'] },
  'a tag for a function': {
    ...yaml('name: !!js/function "function () {}"\n'),
    says: ['suite.yaml: line 1: is not readable as yaml: Unresolved tag: tag:yaml.org,2002:js/function'],
  },
  'an unknown tag': {
    ...yaml('target: !foo {model: workers}\n'),
    says: ['suite.yaml: line 1: is not readable as yaml: Unresolved tag: !foo'],
  },
  'a key twice': { ...withText('"repeats":2'), says: ['suite.json: line 1: repeats: must be given once'] },
  'a key twice by an escape': { ...withText('"\\u0072epeats":2'), says: ['suite.json: line 1: repeats: must be'] },
  'a key twice in YAML': {
    ...yaml('target: {}\n"target": 1\n'),
    says: ['suite.yaml: line 2: target: must be given once'],
  },
  '100,000 unknown keys': {
    ...changed(Object.fromEntries(keys(100_000).map((key) => [key, 1]))),
    says: ['k0: is not an option here, got 1', 'and 99950 more mistakes'],
  },
  '30,000 unknown keys in YAML': {
    ...yaml(
      keys(30_000)
        .map((key) => `${key}: 1`)
        .join('\n'),
    ),
    says: ['k0: is not an option here, got 1', 'more mistakes'],
  },
  '90,000 broken rules': {
    ...changed({ faults: Array.from({ length: 90_000 }, () => ({})) }),
    says: ['faults: must have at most 100 entries'],
  },
  'a million empty objects': {
    ...changed({ faults: Array.from({ length: 1_000_000 }, () => ({})) }),
    says: ['line 1: must have at most 64 levels and 200000 lists, objects and keys'],
  },
}

const NAMES: Readonly<Record<string, HostileInput>> = {
  'a __proto__': { ...withText('"__proto__":{"repeats":2}'), says: ['__proto__: must have another name'] },
  'a __proto__ in YAML': { ...yaml('__proto__: {name: x}\n'), says: ['__proto__: must have another name'] },
  'a constructor': { ...withText('"constructor":1'), says: ['constructor: is not an option here, got 1'] },
  'an arm named __proto__': { ...arm('__proto__'), says: ['arms.__proto__: must have another name'] },
  'an arm named constructor': { ...arm('constructor'), code: 0, says: ['constructor  100.0 %'] },
  'an arm named toString': { ...arm('toString'), code: 0, says: ['toString  100.0 %'] },
  'a variant named __proto__': { ...variant('__proto__'), says: ['variants.__proto__: must have another name'] },
  'a variant named constructor': { ...variant('constructor'), code: 0, says: ['constructor'] },
  'a variant that is not there': {
    files: { 'suite.json': SMALL_SUITE },
    argv: ['why', 'suite.json', '--variant', 'constructor'],
    says: ['--variant: must be one of default, got "constructor"'],
  },
  'a slash in a name': { ...changed({ name: '../../x' }), says: ['name: must be 1 to 64 letters'] },
  'a control character in a name': { ...changed({ name: 'a\u001b[31mb' }), says: ['name: must be', 'a\\u001b[31mb'] },
  'a name of a million letters': { ...changed({ name: 'x'.repeat(1_000_000) }), says: ['name: must be 1 to 64'] },
  'control characters in a key': {
    ...changed({ 'a\u001b]0;x\u0007\u009b': 1 }),
    says: ['\\u001b]0;x\\u0007\\u009b: is'],
  },
  'control characters in an arm': { ...changed({ arms: { 'a\u001b[2J': {} } }), says: ['arms.a\\u001b[2J: its name'] },
  'a key of a million letters': { ...changed({ ['k'.repeat(1_000_000)]: 1 }), says: ['...: is not an option here'] },
  'control characters in an argument': { argv: ['\u001b[31mburst'], says: ['suite: must be one of'] },
  'a line feed in an argument': { argv: ['burst', '--arm', 'a\u0007\nb'], says: ['--arm: must be one of'] },
}

const NUMBERS: Readonly<Record<string, HostileInput>> = {
  'a number of 400 digits': { ...withText('"seed":1e400'), says: ['seed: must be a number, got Infinity'] },
  'minus zero': { ...withText('"seed":-0'), code: 0, says: ['rpc'] },
  'no number and infinity': { ...yaml('repeats: .nan\nseed: .inf\n'), says: ['repeats: must be a number, got NaN'] },
  'a number beyond the whole numbers': { ...withText('"seed":9007199254740993'), says: ['seed: must be at most'] },
  'a fraction of nothing': {
    ...changed({ load: { stages: [{ durationMs: 5e-324, ratePerSecond: 1 }] } }),
    says: ['load'],
  },
}

test.each(Object.entries({ ...FILES, ...SHAPES, ...NAMES, ...NUMBERS }))('%s', async (_, input) => {
  await survives(input)
})
