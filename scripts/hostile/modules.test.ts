import { test } from 'vitest'
import { SMALL_SUITE } from '../testing.ts'
import { type HostileInput, survives } from './survives.testing.ts'

const SMALL = JSON.stringify(SMALL_SUITE)
const module = (text: string) => ({ files: { 'suite.mjs': text }, argv: ['suite.mjs', '--clock', 'virtual'] })
/** The small suite with something of a module's own. */
const withOwn = (own: string) => module(`const suite = ${SMALL}\nexport default { ...suite, ${own} }`)
const throwing = `new Proxy({}, { get() { throw new Error('boo') }, ownKeys() { throw new Error('boo') } })`

/** A policy that answers by a promise, which virtual time does not wait for. */
const promised = `import { custom } from 'stormbench'
const suite = ${SMALL}
const policy = [custom('promised', () => (inner) => (request, settle) => {
  new Promise((resolve) => inner(request, resolve)).then(settle)
  return () => undefined
})]
export default { ...suite, arms: { rpc: { style: 'rpc', policy } } }`
const PROMISED = 'arms.rpc.policy[0]: must settle by the clock of its context in virtual time; policy promised waits'

const INPUTS: Readonly<Record<string, HostileInput>> = {
  'a getter that throws': {
    ...module(`export default { get target() { throw new Error('boo') } }`),
    says: ['target: cannot be read: boo'],
  },
  'a proxy that throws': { ...withOwn(`target: ${throwing}`), says: ['suite.mjs: target: cannot be read: boo'] },
  'a revoked proxy': {
    ...withOwn(`target: (({ proxy, revoke }) => (revoke(), proxy))(Proxy.revocable({}, {}))`),
    says: ['target: cannot be read'],
  },
  'an object that holds itself': {
    ...module(`const suite = {}\nsuite.target = suite\nexport default suite`),
    says: ['target.target.target.target: must be'],
  },
  'a list that holds itself': {
    ...withOwn('faults: ((list) => { list.push(list); return list })([])'),
    says: ['faults[0][0][0]: must be'],
  },
  'objects that stand for 2^40': {
    ...withOwn(`target: ((all) => { for (let i = 0; i < 40; i++) all = { a: all, b: all }; return all })({})`),
    says: ['must not bring the suite above 200000 lists, objects and keys'],
  },
  'a list of a billion holes': {
    ...withOwn('faults: new Array(1e9)'),
    says: ['faults: must not bring the suite above 20000000 entries of lists'],
  },
  'a bigint': { ...withOwn('load: { x: 3n }'), says: ['load.x: must be plain data, got a bigint'] },
  'a symbol': { ...withOwn(`name: Symbol('x')`), says: ['name: must be plain data, got a symbol'] },
  'a date': {
    ...withOwn('deadlineMs: new (globalThis.Date)(0)'),
    says: ['deadlineMs: must be plain data, got an object of class Date'],
  },
  'a map': { ...withOwn('arms: new Map()'), says: ['arms: must be plain data, got an object of class Map'] },
  'a function for a number': {
    ...withOwn('deadlineMs: () => 1'),
    says: ['deadlineMs: must be plain data, got a function'],
  },
  'a toJSON that throws': {
    ...withOwn(`repeats: { toJSON() { throw new Error('boo') } }`),
    says: ['repeats.toJSON: must be plain data'],
  },
  'an object without a prototype': {
    ...withOwn('repeats: Object.create(null)'),
    says: ['repeats: must be a number, got {}'],
  },
  'a promise for a suite': {
    ...module(`export default Promise.resolve(${SMALL})`),
    says: ['suite: must be plain data, got an object of class Promise'],
  },
  'a function for a suite': {
    ...module(`export default () => (${SMALL})`),
    says: ['suite: must be plain data, got a function'],
  },
  'nothing for a suite': {
    ...module('export const suite = {}'),
    says: ['suite.mjs: could not be loaded: it must `export default'],
  },
  'a module that throws': {
    ...module(`const a = 1\n\nthrow new Error('boo')`),
    says: ['suite.mjs: could not be loaded: boo (at suite.mjs:3)'],
  },
  'a module that throws nothing': { ...module('throw undefined'), says: ['suite.mjs: could not be loaded: undefined'] },
  'a module that throws what has no text': {
    ...module('throw Object.create(null)'),
    says: ['suite.mjs: could not be loaded: something'],
  },
  'a module that throws control characters': {
    ...module(`throw new Error('\\u001b[2J\\u009b')`),
    says: ['\\u001b[2J\\u009b (at suite.mjs:1)'],
  },
  'a module that never ends loading': {
    ...module('await new Promise(() => undefined)'),
    says: ['suite.mjs: could not be loaded: it must load within 5000 ms'],
  },
  'a module that ends the process': {
    ...module('process.exit(0)'),
    says: ['a module of the user ended the process while it loaded'],
  },
  'a module with a mistake': {
    ...module(`const a = 1\nconst a = 2`),
    says: ['suite.mjs: could not be loaded', 'suite.mjs:2'],
  },
}

test.each(['run', 'why', 'map'])('a policy with promises is refused in virtual time: %s', async (command) => {
  const clock = command === 'run' ? ['--clock', 'virtual'] : []
  await survives({ files: { 'suite.mjs': promised }, argv: [command, 'suite.mjs', ...clock], says: [PROMISED] })
})

test.each(Object.entries(INPUTS))('%s', async (_, input) => {
  await survives(input)
})
