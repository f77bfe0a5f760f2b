import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Agenda, type Entry } from './agenda.ts'

function drain(agenda: Agenda): number[] {
  const due: number[] = []
  for (let entry = agenda.takeEarliest(); entry !== undefined; entry = agenda.takeEarliest()) due.push(entry.dueMs)
  return due
}

const nothing = () => undefined

test('tasks leave by due time, equal times in the order added', () => {
  const agenda = new Agenda()
  const left: string[] = []
  for (const [dueMs, name] of [
    [5, 'e'],
    [1, 'a'],
    [3, 'b'],
    [3, 'c'],
    [3, 'd'],
  ] as const) {
    agenda.add(dueMs, () => left.push(name))
  }
  for (let entry = agenda.takeEarliest(); entry !== undefined; entry = agenda.takeEarliest()) entry.task()
  expect(left.join('')).toBe('abcde')
})

test('an empty agenda has no earliest task', () => {
  expect(new Agenda().earliestMs()).toBe(Number.POSITIVE_INFINITY)
  expect(new Agenda().takeEarliest()).toBeUndefined()
})

test('whatever is removed, the rest leaves sorted', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 200 }), (tasks) => {
      const agenda = new Agenda()
      const removed: Entry[] = []
      for (const [dueMs, remove] of tasks) {
        const entry = agenda.add(dueMs, nothing)
        if (remove) removed.push(entry)
      }
      for (const entry of removed) {
        agenda.remove(entry)
        agenda.remove(entry)
      }
      const kept = tasks.filter(([, remove]) => !remove).map(([dueMs]) => dueMs)
      expect(drain(agenda)).toEqual(kept.sort((a, b) => a - b))
    }),
  )
})

test('added, removed and taken in any order, an agenda is a sorted list', () => {
  const step = fc.record({ kind: fc.constantFrom('add', 'add', 'add', 'remove', 'take'), n: fc.nat(500) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 800, size: 'max' }), (steps) => {
      const agenda = new Agenda()
      const added: Entry[] = []
      const list: Entry[] = []
      for (const { kind, n } of steps) {
        if (kind === 'add') {
          const entry = agenda.add(n % 40, nothing)
          added.push(entry)
          const later = list.findIndex(({ dueMs }) => dueMs > entry.dueMs)
          list.splice(later < 0 ? list.length : later, 0, entry)
        } else if (kind === 'take') {
          expect(agenda.takeEarliest()).toBe(list.shift())
        } else if (added.length > 0) {
          const entry = added[n % added.length]!
          agenda.remove(entry)
          if (list.includes(entry)) list.splice(list.indexOf(entry), 1)
        }
        expect([agenda.size, agenda.earliestMs()]).toEqual([list.length, list[0]?.dueMs ?? Number.POSITIVE_INFINITY])
      }
    }),
  )
})

test('of a thousand tasks 990 are removed: the rest leaves sorted, and memory of the removed ones is freed', () => {
  const agenda = new Agenda()
  const entries = Array.from({ length: 1000 }, (_, i) => agenda.add((i * 7) % 1000, () => i))
  for (const [i, entry] of entries.entries()) if (i % 100 !== 0) agenda.remove(entry)
  expect(agenda.size).toBe(10)
  expect(entries[1]!.task()).toBeUndefined()
  expect(drain(agenda)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900])
})
