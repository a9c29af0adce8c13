import { rm } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import type { AssetOptions, CommonOptions, Definition, SourceDefinition } from '../define/definition.ts'
import { inlinesViews } from '../define/foreign/foreign-function.ts'
import { statementOfView } from '../define/foreign/view.ts'
import { collectMetadata, type Metadata, type MetadataValue } from '../define/metadata.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { Table } from '../define/table.ts'
import { declaredBigints } from '../discover/declared/row-type-at.ts'
import { sourceOf } from '../discover/kinds/source-kinds.ts'
import { definitionOfPartition } from '../discover/observe/partition-glob.ts'
import { areReadable } from '../discover/origins/table-files.ts'
import type { UnitFacts } from '../plan/units.ts'
import { nothingRead, type Reads } from '../project/environment.ts'
import type { Engine } from '../table/engine/open.ts'
import type { ParquetCodec } from '../table/engine/parquet.ts'
import type { UnreadRow } from '../table/files/data-files.ts'
import type { RowPlan } from '../table/work/row-plan.ts'
import { writeResult } from '../table/write/write-result.ts'
import type { Written } from '../table/write/written.ts'
import { jsonRow } from '../util/safe-json.ts'
import { thrownText } from '../util/thrown.ts'
import { callFunction, userWork } from './call/call.ts'
import { refusedReceipt, unkeptReceipt } from './call/effect.ts'
import { lineOf } from './call/line.ts'
import { deadline } from './call/race.ts'
import { milliseconds, retryPolicy, withRetries } from './call/retry.ts'
import { joinReads } from './call/shared-reads.ts'
import { allowEmpty, emptyColumns } from './emptiness.ts'
import { forgetReads, type Input, openInputs } from './inputs.ts'
import { openIsolated } from './isolate/isolated-call.ts'
import { openPrevious } from './previous.ts'
import { computed } from './python/spark-sql.ts'
import { rowsRead } from './rows/failed-read.ts'
import { type MadeByRows, makeByRows, rowWorkOf, setsRowsAside } from './rows/row-work.ts'
import type { CallContext, LineContext } from './run-context.ts'
import { writeTable } from './sources/table-rows.ts'
import { setsUnreadAside, tellUnread } from './sources/unread-rows.ts'
import { whileFilesStay } from './sources/while-files-stay.ts'
import { noteSqlReads } from './sql-reads.ts'
import { tellNotes } from './tell-notes.ts'
import { hasMarked, refusedIn, settleRefused } from './validation/refused-rows.ts'
import { openRejects, type Rejects } from './validation/rejects.ts'
import { validated } from './validation/validate.ts'

/** A file in `tmp`, which no other process can see yet. */
export interface MadeFile {
  readonly written: Written
  readonly file: string
}

/** The files with the rows, in their order. */
export const filesMade = ({ written: { files }, file }: MadeFile): readonly string[] => files ?? [file]

/** The results of a successful call. */
export interface Output extends MadeFile {
  /** The rows that the schema refused, or for which the function failed, where the asset keeps them. */
  readonly rejected?: MadeFile | undefined
  readonly metadata: Metadata
  /** Present where the table was computed row by row. */
  readonly byRows?: MadeByRows | undefined
  /** The receipt of an effect, as JSON. */
  readonly receipt?: Readonly<Record<string, unknown>>
  readonly reads: Reads
  readonly inputs: readonly Input[]
  readonly startedAt: number
  readonly durationMs: number
}

/** Opens the inputs, calls the function and writes its result, with as many attempts as its retries allow. */
export async function make(context: CallContext, facts: UnitFacts, inputs: readonly Input[]): Promise<Output> {
  const { workspace } = context
  const partition = workspace.units.partition(facts.unit)
  const definition = definitionOfPartition(workspace.definition(facts.node.name), partition)
  tellNotes(context, facts)
  if (facts.observation?.type === 'known' && facts.observation.nothing !== undefined) {
    allowEmpty(context, facts, definition)
  }
  const engine = await workspace.engine()
  const startedAt = Date.now()
  const began = performance.now()
  const attempt = await withRetries(
    retryPolicy(definition.options.retries),
    (attempt) => attemptOnce(context, { facts, definition, engine, inputs, attempt }),
    { signal: context.signal, onRetry: (failed) => tellRetry(context, facts, failed) },
  )
  return { ...attempt, inputs, startedAt, durationMs: Math.round(performance.now() - began) }
}

interface Attempt {
  readonly facts: UnitFacts
  readonly definition: Definition
  readonly engine: Engine
  readonly inputs: readonly Input[]
  readonly attempt: number
}

async function attemptOnce(context: CallContext, { facts, definition, engine, inputs, attempt }: Attempt) {
  const { node, unit } = facts
  context.emit({ type: 'step_started', unit, action: 'run', attempt })
  await using isolated = await openIsolated(context, definition)
  const reads = nothingRead(facts.environment, context.variables)
  const { project, fingerprint } = context.workspace
  const addShared = joinReads(project.root, fingerprint(node.name).kept, reads)
  for (const input of inputs) forgetReads(input)
  using limit = deadline(context.signal, timeoutOf(definition.options))
  const { signal } = limit
  const line = lineOf(context, unit)
  const tables = await openInputs(context, engine, { unit, inputs, line, signal })
  const { schema }: AssetOptions = definition.options
  const previous = await openPrevious(context, engine, { facts, inputs, schema, line, signal })
  const file = context.workspace.store.tmpFile(context.run.id)
  let receipt: Output['receipt']
  const metadata: Record<string, MetadataValue> = {}
  try {
    const work = async () => {
      const called = await callFunction(context, {
        ...{ facts, definition, inputs, tables, previous, reads, signal, isolated },
      })
      const { actsOutside } = nodeKinds[node.kind]
      const statement = statementOfView(called)
      const returned = statement ?? called
      try {
        await noteSqlReads(context, { facts, inputs, reads, result: returned })
        const result = await computed(context, { facts, definition, signal }, returned)
        const isView = statement !== undefined && isKeptAsView(context, definition, reads)
        const both = await write(context, {
          ...{ facts, definition, engine, tables, inputs, reads, result, isView, file, signal },
        })
        // By now every row was asked for, and every condition is known.
        await noteSqlReads(context, { facts, inputs, reads })
        // The receipt was written as JSON before, so it has no cycle and no value that JSON lacks.
        if (actsOutside) receipt = jsonRow(result as object)
        return both
      } catch (error) {
        throw actsOutside ? refusedReceipt(unkeptReceipt(error, node.name, definition.options)) : error
      }
    }
    const output = await userWork(context, { unit, signal }, () => collectMetadata(metadata, work))
    addShared()
    if (output.written.rows === 0) allowEmpty(context, facts, definition)
    return { ...output, reads, file, metadata, ...(receipt === undefined ? {} : { receipt }) }
  } catch (error) {
    context.failedReads.set(unit, { error, reads: rowsRead(inputs) })
    // The file goes at once, not with the run's folder at the end: on a full disk the catalog needs the room to record
    // the failure.
    await rm(file, { force: true })
    throw error
  }
}

/**
 * Whether the asset may be stored as a view. A statement that draws random values or reads the clock would give each
 * reader other rows, and a statement whose views were given as files names these files.
 */
function isKeptAsView({ workspace }: CallContext, definition: Definition, { clock, chance }: Reads): boolean {
  return workspace.hasStore && !clock && !chance && inlinesViews('run' in definition ? definition.run : undefined)
}

interface Write extends Omit<Attempt, 'attempt'> {
  readonly reads: Reads
  readonly tables: Readonly<Record<string, Table<unknown>>>
  readonly result: unknown
  /** Whether the asset is a view, whose rows are not kept. */
  readonly isView: boolean
  /** Rows of a file that could not be read, and are set aside. */
  readonly unread?: readonly UnreadRow[]
  /** A Parquet file with exactly the rows of the result. */
  readonly same?: string | undefined
  readonly codec?: ParquetCodec | undefined
  readonly file: string
  readonly signal: AbortSignal
}

async function write(context: CallContext, write: Write): Promise<MadeTables> {
  const { definition, facts } = write
  const source = sourceOf(definition)
  if (source === undefined) return writeBoth(context, write)
  return whileFilesStay(context, { facts, origin: source.origin }, () => writeSource(context, write, source))
}

async function writeSource(context: CallContext, write: Write, definition: SourceDefinition): Promise<MadeTables> {
  const { facts, signal, result: files } = write
  if (!areReadable(files)) return writeBoth(context, write)
  return writeTable(context, { definition, facts, readable: files, signal }, (rows) =>
    writeBoth(context, { ...write, ...rows }),
  )
}

type MadeTables = Pick<Output, 'written' | 'rejected' | 'byRows'>

/** Writes the rows and, where the asset keeps them, the rows that the schema refuses or the function fails for. */
async function writeBoth(context: CallContext, write: Write): Promise<MadeTables> {
  const { facts, engine, signal, result, definition, unread = [] } = write
  const { onInvalid, schema }: AssetOptions = definition.options
  const plan = rowWorkOf(result)
  const refused = refusedIn(result)
  const isJudged = schema !== undefined || refused !== undefined || hasMarked(result)
  const keeps = (onInvalid === 'quarantine' && isJudged) || setsRowsAside(plan)
  const settle = async (rejects?: Rejects) =>
    refused && settleRefused(context, refused, { facts, options: definition.options, engine, rejects, signal })
  if (!keeps && !setsUnreadAside(definition)) {
    await settle()
    return writeRows(context, { ...write, plan })
  }
  const file = context.workspace.store.tmpFile(context.run.id)
  const rejects = openRejects(engine, { file, asset: facts.node.name, run: context.run.id, signal })
  try {
    await tellUnread(context, { facts, rejects, unread })
    await settle(keeps ? rejects : undefined)
    const output = await writeRows(context, { ...write, plan, rejects: keeps ? rejects : undefined })
    return { ...output, rejected: { written: await rejects.finish(), file } }
  } catch (error) {
    await rejects.abandon()
    await rm(file, { force: true })
    throw error
  }
}

interface WriteRows extends Write {
  readonly plan: RowPlan | undefined
  readonly rejects?: Rejects | undefined
}

async function writeRows(context: CallContext, write: WriteRows): Promise<MadeTables> {
  const { facts, definition, engine, tables, file, result, signal, plan, rejects } = write
  const { node, unit } = facts
  const options: AssetOptions = definition.options
  const lastColumns = emptyColumns(definition, context.world.current.get(unit)?.record.schema)
  if (plan !== undefined) {
    const mapFile = context.workspace.store.tmpFile(context.run.id)
    const byRows = await makeByRows(context, { ...write, plan, options, rejects, mapFile, lastColumns })
    return { written: byRows.written, byRows }
  }
  const written = await writeResult(engine, {
    result:
      options.schema === undefined ? result : validated(context, { facts, options, engine, tables, result, rejects }),
    file,
    same: write.same,
    codec: write.codec,
    asset: node.name,
    isReceipt: nodeKinds[node.kind].actsOutside,
    tables,
    schema: options.schema,
    bigints: declaredBigints(context.workspace.project, definition),
    ordered: options.ordered ?? false,
    isView: write.isView,
    lastColumns,
    onProgress: (rows) => context.emit({ type: 'step_progress', unit, rows }),
    signal,
  })
  return { written }
}

function timeoutOf(options: CommonOptions): number | undefined {
  return options.timeout === undefined ? undefined : milliseconds(options.timeout, 0)
}

function tellRetry(
  context: LineContext,
  facts: UnitFacts,
  failed: { attempt: number; delayMs: number; error: unknown },
) {
  const { attempts } = retryPolicy(context.workspace.definition(facts.node.name).options.retries)
  const message = thrownText(failed.error)
  const { unit } = facts
  lineOf(context, unit)(
    'warn',
    `call ${failed.attempt} of ${attempts} failed, again in ${failed.delayMs} ms: ${message}`,
  )
  context.emit({ type: 'step_retry', unit, attempt: failed.attempt, attempts, delayMs: failed.delayMs, message })
}
