import { expect, test } from 'vitest'
import { hysteresisFiles } from './hysteresis.ts'
import { renderMap } from './render-map.ts'
import { cell, mapData } from './testing.ts'

const FRONTIER_LINE = /<line [^>]*stroke="#111111" stroke-width="2.5"/g

test('a map folder has these files; the one that holds everything comes first', async () => {
  expect([...(await renderMap(mapData())).keys()]).toEqual([
    ...['map.json', 'map.csv', 'frontier.csv', 'map.svg', 'map.vl.json', 'map.md'],
  ])
})

test('the same data gives the same bytes, whatever was drawn in between', async () => {
  const first = await renderMap(mapData())
  await hysteresisFiles({ suite: 's', arms: ['a'], points: [] })
  const second = await renderMap(structuredClone(mapData()))
  expect([...second]).toEqual([...first])
})

test('facts that differ from run to run are in map.json alone', async () => {
  const [one, other] = await Promise.all(['here', 'there'].map((host) => renderMap(mapData({ environment: { host } }))))
  const differing = [...one!.keys()].filter((name) => one!.get(name) !== other!.get(name))
  expect(differing).toEqual(['map.json'])
})

test('the picture has the frontier, all texts as texts, and nothing from elsewhere', async () => {
  const svg = (await renderMap(mapData())).get('map.svg')!
  expect(svg.match(FRONTIER_LINE)).toHaveLength(2)
  const texts = [...svg.matchAll(/<text [^>]*font-family="([^"]+)"[^>]*>([^<]+)/g)]
  expect([...new Set(texts.map(([, font]) => font))]).toEqual(['sans-serif'])
  expect(texts.map(([, , text]) => text)).toEqual(
    expect.arrayContaining([
      'From where on does it collapse?',
      'storm; 10 seeds per cell',
      'naive',
      'rho',
      'trigger [s]',
    ]),
  )
  expect(svg).not.toMatch(/@import|<image|href=|NaN|undefined/)
})

test('a map without a collapse has no frontier', async () => {
  const data = mapData()
  const svg = (await renderMap({ ...data, cells: data.cells.slice(4) })).get('map.svg')!
  expect(svg.match(FRONTIER_LINE)).toBeNull()
})

test('a partial map renders: what is missing is white and named', async () => {
  const data = mapData({ status: 'partial' })
  for (const cells of [data.cells.slice(0, 3), []]) {
    const svg = (await renderMap({ ...data, cells })).get('map.svg')!
    expect(svg).toContain('>not measured<')
    expect(svg).toContain('>storm; 10 seeds per cell; interrupted, not complete<')
    expect(svg).not.toContain('NaN')
  }
  expect((await renderMap(data)).get('map.svg')).not.toContain('not measured')
})

test('a cell with too many undecided seeds is grey and named', async () => {
  const { cells } = mapData()
  const files = await renderMap(mapData({ cells: cells.with(1, cell('naive', 0.9, 1, 4, 1)) }))
  expect(files.get('map.svg')).toContain('>too many undecided<')
  expect(files.get('map.svg')).not.toContain('NaN')
  const rows = JSON.parse(files.get('map.vl.json')!).data.values
  expect(rows.filter(({ kind }: { kind: string }) => kind === 'plain')).toEqual([
    { kind: 'plain', arm: 'naive', x: 0.9, y: 1, state: 'too many undecided' },
  ])
  expect((await renderMap(mapData())).get('map.svg')).not.toContain('too many undecided')
})

test('the Vega-Lite file holds the picture with its data', async () => {
  const spec = JSON.parse((await renderMap(mapData())).get('map.vl.json')!)
  expect(spec.$schema).toBe('https://vega.github.io/schema/vega-lite/v6.json')
  expect(spec.data.values.filter(({ kind }: { kind: string }) => kind === 'cell')).toHaveLength(8)
  expect(spec.data.values.filter(({ kind }: { kind: string }) => kind === 'top')).toEqual([
    { kind: 'top', arm: 'naive', x: 0.5, y: 1 },
    { kind: 'top', arm: 'naive', x: 0.9, y: 1 },
  ])
})
