import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sql } from '../../src/define/sql.ts'
import type { Column, RowQuery } from '../../src/define/table.ts'
import { mapScheme } from '../../src/store/row-schemes.ts'
import { openTable } from '../../src/table/read/table.ts'
import { gatherRows } from '../../src/table/rows/gather-rows.ts'
import type { PreviousRows } from '../../src/table/rows/parts.ts'
import { writeWork } from '../../src/table/rows/write-work.ts'
import { planOf, type RowPlan } from '../../src/table/work/row-plan.ts'
import { rowsRig } from '../store/rows-engine.ts'
import {
  asText,
  contentCount,
  countsOf,
  type InputModel,
  inputColumns,
  inputRow,
  type Line,
  type Row,
} from './row-model.ts'

const rig = rowsRig()

interface Shape {
  readonly keyed: boolean
  readonly ordered: boolean
  readonly filtered: boolean
  readonly chained: boolean
  /** The input's columns are declared, and not those that its rows have. */
  readonly declared: boolean
  readonly method: 'map' | 'flatMap' | 'mapBatches'
  readonly size: number
  readonly concurrency: number
}
const shapes: fc.Arbitrary<Shape> = fc.record({
  keyed: fc.boolean(),
  ordered: fc.boolean(),
  filtered: fc.boolean(),
  chained: fc.boolean(),
  declared: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
  method: fc.constantFrom('map', 'flatMap', 'mapBatches'),
  size: fc.integer({ min: 1, max: 5 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
})

type Edit =
  | { readonly kind: 'replace' | 'insert' | 'note'; readonly at: number; readonly content: number }
  | { readonly kind: 'delete' | 'copy' | 'reverse' | 'turn'; readonly at: number }
const at = fc.nat(20)
const content = fc.nat(contentCount - 1)
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom('replace', 'insert', 'note'), at, content }),
  fc.record({ kind: fc.constantFrom('delete', 'copy', 'reverse', 'turn'), at }),
)

function edited(lines: readonly Line[], edit: Edit, id: number): readonly Line[] {
  const here = edit.at % lines.length
  const line = lines[here] as Line
  switch (edit.kind) {
    case 'replace':
      return lines.with(here, { ...line, content: edit.content })
    case 'note':
      return lines.with(here, { ...line, note: edit.content })
    case 'insert':
      return lines.toSpliced(here, 0, { id, content: edit.content, note: 0 })
    case 'copy':
      return lines.toSpliced(edit.at % (lines.length + 1), 0, { ...line, id })
    case 'delete':
      return lines.length === 1 ? lines : lines.toSpliced(here, 1)
    case 'reverse':
      return lines.toReversed()
    case 'turn':
      return [...lines.slice(here), ...lines.slice(0, here)]
  }
}

/** What comes of a row: of its content alone. */
function outputsOf(row: Row, { method }: Shape): Row[] {
  const of = asText(row)
  const count = method === 'flatMap' ? of.length % 4 : 1
  const { n, text, vector, nested, when, big, bytes, optional } = row
  const more = optional === null || optional === undefined ? {} : { optional }
  return Array.from({ length: count }, (_, nth) => ({ of, nth, n, text, vector, nested, when, big, bytes, ...more }))
}
const twice = (row: Row): Row[] => (row.nth === 1 ? [] : [row, { ...row, again: true }])

function queryOf(table: RowQuery<Row>, shape: Shape, calls: Row[][]): RowQuery<object> {
  const { keyed, filtered, chained, method, size, concurrency } = shape
  const names = inputColumns.map(({ name }) => name).filter((name) => shape.declared || name !== 'optional')
  const picked = table.pick(...names, ...(keyed ? ['id'] : []))
  const rows = filtered ? picked.where(sql`w < 2`) : picked
  const options = { concurrency, ...(keyed ? { key: 'id' } : {}) }
  const one = (row: Row) => {
    calls.push([row])
    return outputsOf(row, shape)
  }
  let made: RowQuery<object>
  if (method === 'map') made = rows.map(options, async (row) => one(row)[0] as Row)
  else if (method === 'flatMap') made = rows.flatMap(options, async (row) => one(row))
  else {
    made = rows.mapBatches({ ...options, size }, async (batch) => {
      calls.push(batch)
      return batch.map((row) => outputsOf(row, shape)[0] as Row)
    })
  }
  return chained ? made.flatMap((row) => twice(row as Row)) : made
}

interface State extends InputModel {
  readonly lines: readonly Line[]
  readonly output: PreviousRows
  readonly schema: string
}

/** @param kept every version so far, the newest first. */
async function step(lines: readonly Line[], shape: Shape, kept: readonly State[]): Promise<readonly State[]> {
  const { keyed, ordered, chained } = shape
  const schemaHint = shape.declared
    ? [...inputColumns, { name: 'note', type: 'DOUBLE' }, ...(keyed ? [{ name: 'id', type: 'VARCHAR' }] : [])]
    : undefined
  const rows = lines.map((line) => inputRow(line, keyed))
  const input = await rig.write(rows, { schemaHint })
  const calls: Row[][] = []
  const table = openTable(rig.engine(), { name: 'documents', ...input, count: input.rows, onRead: () => undefined })
  const query = queryOf(table as RowQuery<Row>, shape, calls)
  const plan = planOf(query) as RowPlan
  const file = rig.file()
  const mapFile = rig.file()
  const stored = (await rig.read(input.file)) as Row[]
  const given = stored.map((row, place) => ({ place, row: picked(row, plan.columns) }))
  const passed = shape.filtered ? given.filter(({ row }) => (row.w as number) < 2) : given
  const expected = passed.flatMap(({ row, place }) => {
    const made = outputsOf(row, shape)
    return (chained ? made.flatMap(twice) : made).map((out, part) => ({ out, place, part }))
  })
  // A column in which no row has a value is what it was in the last version, however the rows are computed.
  const lastColumns = kept[0]?.output.columns
  const full = await rig
    .write(
      expected.map(({ out }) => out),
      { ordered, asset: 'made', lastColumns },
    )
    .catch((error) => error as Error)
  let same: readonly State[] = []
  let used: readonly number[] = []
  const written = await writeWork(rig.engine(), {
    ...{ asset: 'made', plan, file, mapFile, ordered, lastColumns, onStart: () => undefined, onDone: () => undefined },
    hooks: {
      outputsOf: () => undefined,
      finished: () => undefined,
      gaveUp: () => undefined,
      retry: (_, call) => call(),
      failed: () => Promise.reject(),
    },
    previous: async (input) => {
      same = kept.filter(({ schema }) => schema === input.schema)
      if (same.length === 0) return undefined
      const gathered = await gatherRows(rig.engine(), {
        ...{ input, maps: same.map(({ output }) => output.map), file: rig.file(), map: rig.file() },
        output: async (n) => (same[n] as State).output,
      })
      used = gathered.used
      return gathered.previous
    },
  }).catch((error) => error as Error)
  if (written instanceof Error) {
    expect(full).toBeInstanceOf(Error)
    expect(written.message).toBe((full as Error).message)
    return kept
  }

  const now: InputModel = {
    texts: passed.map(({ row }) => asText(row)),
    keys: keyed ? passed.map(({ row }) => row.id) : undefined,
  }
  const { fresh, counts } = countsOf(now, same[0], same.slice(1))
  expect(calls.flat().map(asText).sort()).toEqual([...fresh].sort())
  if (shape.method === 'mapBatches') expect(calls.length).toBe(Math.ceil(fresh.length / shape.size))
  expect(written.counts).toEqual(counts)

  const at = written.made ? file : ((same[used[0] as number] as State).output.file as string)
  const made = (await rig.read(at)) as Row[]
  const inOrder = (texts: string[]) => (ordered ? texts : texts.sort())
  expect(inOrder(made.map(asText))).toEqual(inOrder(expected.map(({ out }) => asText(out))))
  if (!(full instanceof Error)) sameVersion(written.written, full, made)
  await leadsBack(mapFile, { made, passed: expected, places: passed.map(({ place }) => place) })
  const { columns, version, rows: count } = written.written
  const output = { file: at, columns, rows: count, version, sizeBytes: 1000, map: mapFile, mapScheme }
  return [{ ...now, lines, schema: written.input.schema, output }, ...kept]
}

const picked = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(columns.map((name) => [name, row[name]]))

interface Stored {
  readonly columns: readonly Column[]
  readonly version: string
}
/**
 * The rows are the same by now, and so is the version, but for columns that nobody fills: a column that is in no row any more, because those that had
 * a value there left, stays as nulls where a full recomputation knows nothing of it; one without values has the type of the version that its rows were
 * taken over from; and a column that not every row has may stand in another place. These are other versions.
 */
function sameVersion(ours: Stored, full: Stored, made: readonly Row[]): void {
  const shown = (columns: readonly Column[]) => columns.map(({ name, type }) => `${name} ${type}`)
  if (shown(ours.columns).join() === shown(full.columns).join()) {
    expect(ours.version).toBe(full.version)
    return
  }
  const open = new Set([...ours.columns, ...full.columns].filter(isOpen).map(({ name }) => name))
  const filled = ({ name }: Column) => !open.has(name) && !made.every((row) => (row[name] ?? null) === null)
  const own = ours.columns.filter(filled)
  const theirs = full.columns.filter(filled)
  expect(shown(own).sort()).toEqual(shown(theirs).sort())
  const isUsual = ({ name }: Column) => name !== 'optional' && name !== 'again'
  expect(shown(own.filter(isUsual))).toEqual(shown(theirs.filter(isUsual)))
}
/** No value has decided a part of its type. */
const isOpen = ({ type }: Column): boolean => /\bNULL\b/.test(type)

interface Led {
  readonly made: readonly Row[]
  readonly passed: readonly { readonly out: Row; readonly place: number; readonly part: number }[]
  readonly places: readonly number[]
}
/** The map names each row of the output once, with a row of the input that has just this content, and every row of the input. */
async function leadsBack(mapFile: string, { made, passed, places }: Led): Promise<void> {
  const map = (await rig.read(mapFile)) as { place: bigint; row: bigint | null; part: bigint; whole: boolean }[]
  const links = map.filter(({ row }) => row !== null)
  expect(links.map(({ row }) => Number(row)).sort((a, b) => a - b)).toEqual(made.map((_, row) => row))
  const led = links.map(({ place, row, part }) => `${place} ${part} ${asText(made[Number(row)])}`)
  expect(led.sort()).toEqual(passed.map(({ out, place, part }) => `${place} ${part} ${asText(out)}`).sort())
  expect([...new Set(map.map(({ place }) => Number(place)))].sort((a, b) => a - b)).toEqual(places)
  expect(map.every(({ whole }) => whole)).toBe(true)
}

test('after any edits the output is what a full recomputation gives, and only new contents are computed', async () => {
  const first = fc.array(content, { minLength: 1, maxLength: 8 })
  const round = fc.record({
    back: fc.option(fc.nat(3), { nil: undefined }),
    edits: fc.array(edits, { minLength: 0, maxLength: 4 }),
  })
  const rounds = fc.array(round, { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(shapes, first, rounds, async (shape, contents, rounds) => {
      let lines: readonly Line[] = contents.map((content, id) => ({ id, content, note: 0 }))
      let id = 1000
      let kept = await step(lines, shape, [])
      for (const round of rounds) {
        // Back to what was there before, as another branch has it, and on from there.
        if (round.back !== undefined) lines = kept[round.back % kept.length]?.lines ?? lines
        for (const edit of round.edits) lines = edited(lines, edit, id++)
        kept = await step(lines, shape, kept)
      }
    }),
    { numRuns: Number(process.env.ASSETS_ROW_ROUNDS ?? 30) },
  )
})
