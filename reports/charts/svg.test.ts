import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { Grid } from '../map/grid.ts'
import { mapSpec } from '../map/map-spec.ts'
import { cell, mapData } from '../map/testing.ts'
import { svgOf } from './svg.ts'

test('a picture shows names and questions as text, whatever they contain', async () => {
  const arm = `<script>alert("x")</script>&'\u009b`
  const question = 'Does \u001b[31m <b>it</b> & hold?'
  const data = mapData({
    question,
    arms: [arm],
    x: { name: '<x>', unit: '"', values: [1] },
    y: { name: '</text>', unit: '', values: [1] },
    cells: [cell(arm, 1, 1, 3)],
  })
  const svg = await svgOf(mapSpec(data, new Grid(data)))
  expect(XMLValidator.validate(svg)).toBe(true)
  expect(svg).not.toMatch(/<script|<b>|[^\n\P{Cc}]/u)
  expect(svg).toContain('Does \\u001b[31m &lt;b&gt;it&lt;/b&gt; &amp; hold?')
  expect(svg).toContain('&lt;script&gt;alert(')
})
