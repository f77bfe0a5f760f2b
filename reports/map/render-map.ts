import { svgOf } from '../charts/svg.ts'
import { Grid } from './grid.ts'
import { frontierCsv, mapCsv } from './map-csv.ts'
import { MAP_FILE, type MapData } from './map-data.ts'
import { mapMarkdown } from './map-markdown.ts'
import { mapSpec } from './map-spec.ts'

/** All files of a map folder by name. The same data gives the same bytes. */
export async function renderMap(data: MapData): Promise<ReadonlyMap<string, string>> {
  const grid = new Grid(data)
  const spec = mapSpec(data, grid)
  return new Map([
    // First, so that the other files can be made from it if writing is interrupted.
    [MAP_FILE, `${JSON.stringify(data, undefined, 1)}\n`],
    ['map.csv', mapCsv(data, grid)],
    ['frontier.csv', frontierCsv(data, grid)],
    ['map.svg', await svgOf(spec)],
    ['map.vl.json', `${JSON.stringify(spec, undefined, 1)}\n`],
    ['map.md', mapMarkdown(data, grid)],
  ])
}
