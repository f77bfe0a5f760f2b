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
