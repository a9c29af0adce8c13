import { dirname, join } from 'node:path'
import type { Definition } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import type { Column } from '../../define/table.ts'
import type { Rejected } from '../../define/validation/rejected.ts'
import { createLookups } from '../../discover/files/lookups.ts'
import { type ForeignReadings, readForeign } from '../../discover/foreign/foreign-readings.ts'
import { readNode } from '../../discover/load/read-node.ts'
import { observer } from '../../discover/observe/observer.ts'
import { fileLabel } from '../../discover/user-place.ts'
import { AssetError, AssetErrors } from '../../errors.ts'
import type { LogLevel } from '../../events.ts'
import type { LoadedNode } from '../../graph/node.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { nothingRead } from '../../project/environment.ts'
import { retryPolicy } from '../../run/call/retry.ts'
import { askCheck } from '../../run/gate/check-run.ts'
import { type Input, pinInputs } from '../../run/inputs.ts'
import { filesMade, type MadeFile, make } from '../../run/make.ts'
import { previousInput } from '../../run/previous.ts'
import type { CallContext } from '../../run/run-context.ts'
import type { CheckOutcome } from '../../store/record.ts'
import { openTable } from '../../table/read/table.ts'
import { unitOf } from '../../unit.ts'
import { aloneContext } from './alone-context.ts'
import { aloneFacts } from './alone-facts.ts'
import { type DeclaredAs, declaredAs } from './declared-as.ts'
import { withFakeTarget } from './fake-target.ts'
import { type GivenByName, givenByName, resourceNotGiven } from './given-mistakes.ts'
import { writeGiven } from './given-tables.ts'
import type { AloneRequest } from './request.ts'
import { openEngines } from './shared-engine.ts'
import { nothingSupposed, supposeColumn, withoutColumns } from './suppose-column.ts'

export interface LoggedLine {
  readonly level: LogLevel
  readonly message: string
}
interface Notes {
  readonly logs: readonly LoggedLine[]
}
export type AloneResult = AloneTable | AloneCheck | AloneEffect
export interface AloneTable extends Notes {
  readonly kind: 'table'
  readonly rows: readonly unknown[]
  readonly columns: readonly Column[]
  /** What the schema refused, under `onInvalid: 'quarantine'`, and rows whose function failed. */
  readonly rejected: readonly Rejected[]
  readonly metadata: Readonly<Record<string, string | number | boolean>>
}
export interface AloneEffect extends Notes {
  readonly kind: 'effect'
  /** Nothing where the target was not given one in its place. */
  readonly receipt: unknown
  /** For an effect with a target: what it asked the target to hold. */
  readonly wanted: unknown
}
export interface AloneCheck extends Notes {
  readonly kind: 'check'
  readonly outcome: CheckOutcome
}

/**
 * Calls the function of one definition with given tables and checks its result as a run does. It needs no store and
 * loads no project; its files are removed at the end.
 *
 * @throws AssetError what the run of it would fail with, and `TEST_GIVEN`; what the function throws, as it is.
 */
export async function runAlone(request: AloneRequest): Promise<AloneResult> {
  const declared = await declaredAs(request.definition, request.root)
  const { previous } = request
  await using engines = openEngines()
  const { definition } = request
  const python = definition.project?.python
  const where = { root: dirname(declared.configFile), cacheFolder: join(engines.folder, 'cache'), python }
  const foreign = await readForeign([{ name: declared.name, definition }], where)
  const node = nodeOf(request, declared, foreign)
  const tablesByName = givenByName(request.given, node)
  const logs: LoggedLine[] = []
  const target = { target: request.target, engine: engines.engine, name: node.name }
  // With what its code says of it in another language.
  const plain = withoutWaits(node.definition)
  const faked = plain.kind === 'effect' ? withFakeTarget(plain, target) : undefined
  const facts = await observed(aloneFacts(node, { partition: request.partition, tables: tablesByName }), {
    declared,
    folder: engines.folder,
    node,
  })
  const context = await aloneContext({
    ...{ definition: faked?.effect ?? plain, facts, declared, engines, foreign, resources: request.resources },
    ...{ env: request.env, startedAt: (request.now ?? new Date()).getTime() },
    line: (level, message) => logs.push({ level, message }),
  })
  try {
    const result = await called(context, facts, {
      declared,
      tables: tablesByName,
      ...(previous === undefined ? {} : { previous }),
    })
    if ('passed' in result) return { kind: 'check', outcome: result, logs }
    if (faked === undefined) return { kind: 'table', ...result, logs }
    return { kind: 'effect', receipt: faked.isFake ? undefined : result.rows[0], wanted: faked.wanted(), logs }
  } finally {
    await context.python[Symbol.asyncDispose]()
    await context.atEnd[Symbol.asyncDispose]()
    for (const message of (await context.resources.close(context.guard)).values()) logs.push({ level: 'warn', message })
  }
}

/** Reads its parameters and options as a project load does, with the same errors. */
function nodeOf(
  { definition, resources }: AloneRequest,
  { name, root, configFile }: DeclaredAs,
  foreign: ForeignReadings,
): LoadedNode {
  const names = Object.keys(resources)
  const surroundings = { root, configLabel: fileLabel(root, configFile), resources: names, foreign }
  const { node, mistakes } = readNode({ name, definition }, surroundings)
  AssetErrors.throwIfAny(
    mistakes.map((mistake) =>
      mistake.code === 'ASSET_UNKNOWN_RESOURCE'
        ? resourceNotGiven(node, String(mistake.facts?.resource), names)
        : mistake,
    ),
  )
  return node
}

/** Retries of a test come at once: the delay is for a real service. */
function withoutWaits(definition: Definition): Definition {
  const { retries } = definition.options
  if (retries === undefined) return definition
  const { attempts, when } = retryPolicy(retries)
  return { ...definition, options: { ...definition.options, retries: { attempts, when, delay: 0 } } } as Definition
}

/** Observes a source of files, as a run does before it reads it. */
async function observed(
  facts: UnitFacts,
  { declared, folder, node }: { readonly declared: DeclaredAs; readonly folder: string; readonly node: LoadedNode },
): Promise<UnitFacts> {
  const where = { facts: [facts], cacheFolder: join(folder, 'cache'), lookups: createLookups() }
  const [observedFacts = facts] = await observer({ root: declared.root, nodes: [node] }, where)()
  if (observedFacts.observation?.type === 'failed') throw observedFacts.observation.error
  return { ...facts, ...observedFacts }
}

type Called = CheckOutcome | Omit<AloneTable, 'kind' | 'logs'>
interface Giving {
  readonly declared: DeclaredAs
  readonly tables: GivenByName
  readonly previous?: unknown
}

/**
 * A table without rows is read by what a function reads of it. Where nothing tells its columns, those that SQL asks for
 * are put into it, one after the other, and the function is called again. What an effect does is not done twice.
 */
async function called(context: CallContext, facts: UnitFacts, giving: Giving): Promise<Called> {
  let supposed: readonly Column[] = nothingSupposed
  for (let attempt = 0; ; attempt += 1) {
    const { stored, areSupposed } = await writeGiven(context, {
      ...withPast(context, facts, giving),
      supposed,
      attempt,
    })
    const inputs: Input[] = pinInputs(facts, (unit) => stored.get(unit))
    if (facts.node.previous) inputs.push(previousInput(facts, stored.get(unitOf(facts.node.name))))
    try {
      return await calledOnce(context, facts, inputs)
    } catch (error) {
      if (!areSupposed || nodeKinds[facts.node.kind].actsOutside) throw error
      const more = supposeColumn(supposed, error)
      if (more === undefined) throw withoutColumns(error)
      supposed = more
    }
  }
}

/** What it made before stands under its own name, and is held to its own schema. */
function withPast(context: CallContext, { node: { name } }: UnitFacts, { declared, tables, previous }: Giving): Giving {
  if (previous === undefined) return { declared, tables }
  const siblings = new Map([...declared.siblings, [name, context.workspace.definition(name)]])
  return { declared: { ...declared, siblings }, tables: new Map([...tables, [name, previous]]) }
}

async function calledOnce(context: CallContext, facts: UnitFacts, inputs: readonly Input[]): Promise<Called> {
  if (nodeKinds[facts.node.kind].judges) {
    const reads = nothingRead([], context.variables)
    const limit = Number.MAX_SAFE_INTEGER
    return (await askCheck(context, facts, { inputs, reads, limit, keep: 'never' })).outcome
  }
  try {
    const { rejected, metadata, ...output } = await make(context, facts, inputs)
    return {
      rows: await rowsIn(context, output),
      columns: output.written.columns,
      rejected: rejected === undefined ? [] : ((await rowsIn(context, rejected)) as readonly Rejected[]),
      metadata,
    }
  } catch (error) {
    if (!isEmpty(context.workspace.definition(facts.node.name), error)) throw error
    return { rows: [], columns: [], rejected: [], metadata: {} }
  }
}

/** In a project the table would have the columns of an earlier version; here there is no earlier version. */
function isEmpty({ kind, options }: Definition, error: unknown): boolean {
  if (!AssetError.is(error) || error.code !== 'ASSET_NO_ROWS' || error.facts?.failed !== undefined) return false
  return nodeKinds[kind].hasRows && !('schema' in options) && !('empty' in options && options.empty === 'fail')
}

/** The rows as an asset reads them that names this one. */
async function rowsIn(context: CallContext, output: MadeFile) {
  const { columns, rows: count } = output.written
  const source = { name: 'made', file: filesMade(output), columns, count, onRead: () => undefined }
  return openTable(await context.workspace.engine(), source).all()
}
