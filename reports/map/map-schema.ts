import { z } from 'zod'
import { figures, objectOf } from '../../bench/metrics/figures-schema.ts'
import { VERDICT_KINDS } from '../../bench/metrics/verdict.ts'
import { checked, parseJson, refuseVersion } from '../checked-json.ts'
import { type Axis, MAP_RUNS_MAX, MAP_SCHEMA, type MapCell, type MapData } from './map-data.ts'

/**
 * The map in the text of a `map.json`. @throws NoResultsError for another version, ConfigError with file, path, rule
 * and value for what no map could have written.
 */
export function parseMap(text: string, file: string): MapData {
  const document = parseJson(text, file)
  refuseVersion(document, MAP_SCHEMA, file)
  return checked(mapSchema, document, file)
}

const axisSchema = objectOf<Axis>()({
  name: figures.label(),
  unit: z.string().max(20),
  values: z
    .array(figures.signed())
    .min(1)
    .max(100)
    .refine((values) => values.every((value, i) => i === 0 || value > values[i - 1]!), { error: 'must ascend' }),
})

/** JSON has no number for a median that is not known. */
const medianSchema = figures.amount().nullable() as unknown as z.ZodType<number>

const cellSchema = objectOf<MapCell>()({
  arm: figures.word(),
  x: figures.signed(),
  y: figures.signed(),
  verdicts: z.object(
    Object.fromEntries(VERDICT_KINDS.map((kind) => [kind, figures.count()])) as Record<
      (typeof VERDICT_KINDS)[number],
      z.ZodInt
    >,
  ),
  backAfterMsMedian: figures.amount().nullable(),
  deficitMedian: medianSchema,
  amplificationMedian: medianSchema,
})

const mapSchema = objectOf<MapData>()({
  schema: z.literal(MAP_SCHEMA),
  status: z.enum(['complete', 'partial']),
  environment: z.record(figures.label(), z.union([figures.text(), z.number(), z.boolean(), z.null()])),
  suite: figures.word(),
  question: figures.text(),
  variant: figures.word(),
  arms: z.array(figures.word()).min(1),
  x: axisSchema,
  y: axisSchema,
  seeds: z.object({ first: z.int().min(0), count: z.int().min(1).max(1_000_000) }),
  fingerprint: z.object({ code: z.string().max(1000), config: z.unknown() }),
  cells: z.array(cellSchema),
}).superRefine(({ arms, x, y, seeds, cells }, context) => {
  const runs = arms.length * x.values.length * y.values.length * seeds.count
  if (runs > MAP_RUNS_MAX)
    context.addIssue({ code: 'custom', path: ['arms'], message: `must make at most ${MAP_RUNS_MAX} runs, got ${runs}` })
  const seen = new Set<string>()
  for (const [i, cell] of cells.entries()) {
    const place = JSON.stringify([cell.arm, cell.x, cell.y])
    const total = Object.values(cell.verdicts).reduce((sum, count) => sum + count, 0)
    const isOnMap = arms.includes(cell.arm) && x.values.includes(cell.x) && y.values.includes(cell.y)
    const rules: [isBroken: boolean, message: string][] = [
      [!isOnMap, `must be of an arm and at values of the map, got ${place}`],
      [seen.has(place), `must hold each point once, got ${place} again`],
      [total !== seeds.count, `must have a verdict for each of ${seeds.count} seeds, got ${total}`],
    ]
    seen.add(place)
    for (const [isBroken, message] of rules)
      if (isBroken) context.addIssue({ code: 'custom', path: ['cells', i], message })
  }
})
