import type { AssetOptions } from '../../define/definition.ts'
import type { Column } from '../../define/table.ts'
import type { RowCounts } from '../../events.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Reads } from '../../project/environment.ts'
import type { Journal } from '../../store/journal.ts'
import type { RowMap } from '../../store/record.ts'
import { mapScheme } from '../../store/row-schemes.ts'
import { columnsOfSchema } from '../../table/codec/types/schema-columns.ts'
import type { Engine } from '../../table/engine/open.ts'
import { gatherRows } from '../../table/rows/gather-rows.ts'
import type { InputRows } from '../../table/rows/input-rows.ts'
import type { PreviousRows } from '../../table/rows/parts.ts'
import { writeWork } from '../../table/rows/write-work.ts'
import { isFiltered, planOf, type RowPlan } from '../../table/work/row-plan.ts'
import type { Origin, RowStep } from '../../table/work/work.ts'
import type { Written } from '../../table/write/written.ts'
import type { Input } from '../inputs.ts'
import type { CallContext } from '../run-context.ts'
import { hasMarked, openMarkedJudge } from '../validation/refused-rows.ts'
import type { Rejects } from '../validation/rejects.ts'
import { type Judge, openJudge } from '../validation/validate.ts'
import { openRowAttempt } from './row-attempt.ts'
import { findReusable, type Mapped, takeOverReads } from './row-reuse.ts'

export interface RowWork {
  readonly facts: UnitFacts
  readonly engine: Engine
  readonly plan: RowPlan
  /** The query that the plan belongs to. */
  readonly result: unknown
  readonly options: AssetOptions
  readonly inputs: readonly Input[]
  readonly reads: Reads
  readonly rejects: Rejects | undefined
  readonly file: string
  readonly mapFile: string
  readonly lastColumns: readonly Column[] | undefined
  readonly signal: AbortSignal
}

/** The parts of a table that was computed row by row which its record needs beside the table. */
export interface MadeByRows {
  readonly written: Written
  readonly work: RowCounts
  /** The record whose file already is the output, so that no new file is written. */
  readonly same: Mapped | undefined
  readonly map: Omit<RowMap, 'blob' | 'sizeBytes' | 'beside'>
  readonly mapFile: string
  /** The caller throws it away once the record is kept. */
  readonly journal: Journal
}

/** The query of an asset that calls a function for each of its rows. */
export function rowWorkOf(result: unknown): RowPlan | undefined {
  const plan = planOf(result)
  return plan?.steps.some((step) => step.kind === 'work') ? plan : undefined
}

export const setsRowsAside = (plan: RowPlan | undefined): boolean =>
  plan?.steps.some((step) => step.kind === 'work' && step.work.errors.onRowError === 'quarantine') ?? false

/**
 * Computes the new rows and reuses the others. Computed rows are kept in the journal until they are in a table.
 */
export async function makeByRows(context: CallContext, work: RowWork): Promise<MadeByRows> {
  const { facts, engine, plan, options, inputs, signal } = work
  const asset = facts.node.name
  const key = keyOf(plan)
  const judges = [
    ...(hasMarked(work.result) ? [openMarkedJudge(context, work)] : []),
    ...(options.schema === undefined ? [] : [openJudge(context, work)]),
  ]
  const steps = [...plan.steps, ...judges.map(judgeStep)]
  const opened = openRowAttempt(context, work)
  let mapped: Mapped | undefined
  const previous = async (input: InputRows) => {
    opened.begin(input, key)
    if (!isReusable(plan)) return undefined
    const reuse = await takeOver(context, work, { input, key })
    mapped = reuse?.whole
    return reuse?.previous
  }
  try {
    const result = await writeWork(engine, {
      ...{ plan: { ...plan, steps }, file: work.file, mapFile: keptMap(context, work), asset, signal, previous },
      ordered: options.ordered ?? false,
      lastColumns: work.lastColumns,
      schemaHint: options.schema === undefined ? undefined : columnsOfSchema(options.schema),
      hooks: opened.hooks,
      onStart: ({ rows, todo }) => opened.start(rows, todo),
      onDone: opened.done,
    })
    for (const judge of judges) judge.end(result.counts.reused)
    const { input, counts, written } = result
    return {
      written,
      work: opened.counts(counts),
      same: result.made ? undefined : mapped,
      map: mapOf({ plan, inputs, input, key }),
      mapFile: work.mapFile,
      journal: opened.journal(),
    }
  } catch (error) {
    const explained = opened.explained(error)
    opened.close()
    throw explained
  }
}

/** No map is kept for an asset that is always computed anew or that has no store. */
const keptMap = ({ workspace }: Pick<CallContext, 'workspace'>, { facts, mapFile }: RowWork): string | undefined =>
  workspace.hasStore && !facts.volatile ? mapFile : undefined

const judgeStep = (judge: Judge): RowStep => ({
  kind: 'judge',
  judge: (row: object, { place }: Origin) => judge.row(row, place + 1),
})

interface TakenRows {
  readonly previous: PreviousRows
  /** The record whose table is the output, where all rows come from one record. */
  readonly whole: Mapped | undefined
}

/** The rows of this input that a kept version has. */
async function takeOver(
  context: CallContext,
  { facts, engine, inputs, reads }: RowWork,
  { input, key }: { readonly input: InputRows; readonly key: string | null },
): Promise<TakenRows | undefined> {
  const { store, verifiedFile } = context.workspace
  for (;;) {
    const records = await findReusable(context, { facts, inputs, schema: input.schema, key })
    const [first] = records
    if (first === undefined) return undefined
    let candidate = first
    const output = async (n: number) => {
      candidate = records[n] as Mapped
      const { schema: columns, rows, sizeBytes, version } = candidate.record
      return { file: await verifiedFile(candidate), columns, rows, sizeBytes, version }
    }
    try {
      const files = await Promise.all(records.map(({ record }) => store.objects.localFile(record.rowMap.blob)))
      const maps = files.map(({ path }) => path)
      const { scheme } = first.record.rowMap
      const { previous, used } =
        records.length === 1
          ? { previous: { ...(await output(0)), map: maps[0] as string, mapScheme: scheme }, used: [0] }
          : await gatherRows(engine, {
              ...{ input, maps, output },
              ...{ file: store.tmpFile(context.run.id), map: store.tmpFile(context.run.id) },
            })
      const sources = used.flatMap((n) => records[n] ?? [])
      for (const { record } of sources) {
        takeOverReads({ environment: record.ingredients.environment, beside: record.rowMap.beside }, { inputs, reads })
      }
      return { previous, whole: 'gathered' in previous && previous.gathered ? undefined : sources[0] }
    } catch (error) {
      // The damage is recorded by now, so the rows are taken from other records.
      if ((await context.world.blobNow(candidate)) === 'ok') throw error
    }
  }
}

/** False for plans whose later function has keys: these must be unique over all rows, and only new rows are seen. */
function isReusable({ steps }: RowPlan): boolean {
  return steps.filter((step) => step.kind === 'work').every(({ work }, index) => index === 0 || work.key === undefined)
}

function keyOf({ steps }: RowPlan): string | null {
  const first = steps.find((step) => step.kind === 'work')
  return first?.work.key ?? null
}

function mapOf(of: {
  plan: RowPlan
  inputs: readonly Input[]
  input: InputRows
  key: string | null
}): MadeByRows['map'] {
  const { plan, inputs, input, key } = of
  return {
    scheme: mapScheme,
    // Each row of an asset's own past comes once, so nobody would ever read a map of these rows.
    input: inputs.findIndex(({ how, previous }) => how.has('rows') && !previous),
    columns: input.fields.map(({ name }) => name),
    schema: input.schema,
    key,
    filtered: isFiltered(plan),
  }
}
