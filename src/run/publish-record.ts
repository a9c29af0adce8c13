import { nodeKinds } from '../define/node-kinds.ts'
import { keyScheme } from '../discover/facts.ts'
import { keyOf } from '../plan/key.ts'
import type { UnitFacts } from '../plan/units.ts'
import { variablesRead } from '../project/environment.ts'
import type { Stored } from '../store/interface.ts'
import type { StoredObject } from '../store/objects/interface.ts'
import { type AssetRecord, bytesOf, type Ingredients, type RejectedRows, type RowMap } from '../store/record.ts'
import { rowsScheme } from '../store/row-schemes.ts'
import { rowsOfFiles } from '../table/engine/parquet-footer.ts'
import { expectRows } from '../table/read/row-count.ts'
import { mapOnto } from '../table/rows/write-map.ts'
import { partitionOf, partsOf } from '../unit.ts'
import { inputVersions } from './inputs.ts'
import { keptView } from './kept-view.ts'
import { filesMade, type MadeFile, type Output } from './make.ts'
import { previousVersion } from './previous.ts'
import { readBeside } from './rows/row-reuse.ts'
import type { MadeByRows } from './rows/row-work.ts'
import type { RunContext } from './run-context.ts'

export interface Publication {
  readonly facts: UnitFacts
  readonly output: Output
  readonly previous: Stored | undefined
  /** Whether the source files are still as they were when they were read. */
  readonly unmoved: boolean
}

type Publishing = Pick<RunContext, 'functionTexts' | 'run' | 'workspace' | 'world'>

/**
 * Publishes the bytes and returns the record. If the rows equal the current ones, the previous file stays and the new
 * one is dropped: everything below keeps reading the order that it was computed from.
 */
export async function publishRecord(context: Publishing, publication: Publication): Promise<AssetRecord> {
  const { facts, output, previous, unmoved } = publication
  const { written } = output
  const unchanged =
    previous !== undefined &&
    previous.record.version === written.version &&
    (await context.world.blobNow(previous)) === 'ok'
  const view = written.view === undefined ? undefined : await keptView(context, output, written.view)
  // A view has no file that could be kept.
  const same = unchanged && previous.record.view === undefined ? previous : output.byRows?.same
  const parts = view?.parts ?? (same === undefined ? await publishParts(context, facts, output) : same.record.parts)
  const rejected = await publishRejected(context, publication)
  const ingredients = await ingredientsOf(context, facts, output)
  const rowMap = output.byRows === undefined ? undefined : await publishMap(context, publication, output.byRows, same)
  // Failed rows that were set aside are tried again at the next run, which may then make another table.
  const reusable =
    unmoved && !output.reads.clock && !output.reads.chance && !facts.volatile && !output.byRows?.work.failed
  return {
    ...recordOf(context, facts, ingredients),
    version: written.version,
    schema: written.columns,
    parts,
    ...(view === undefined ? {} : { view: view.text }),
    rows: written.rows,
    sizeBytes: view === undefined ? parts.reduce((sum, part) => sum + part.sizeBytes, 0) : 0,
    ...(rejected === undefined ? {} : { rejected }),
    ...(output.byRows === undefined ? {} : { work: output.byRows.work }),
    ...(Object.keys(output.metadata).length === 0 ? {} : { metadata: output.metadata }),
    ...(rowMap === undefined ? {} : { rowMap }),
    reusable,
    startedAt: output.startedAt,
    durationMs: output.durationMs,
    outcome: unchanged ? 'unchanged' : nodeKinds[facts.node.kind].readsOutside ? 'observed' : 'ran',
  }
}

/** Rewrites a record that the asset left under its old name: same blob and key, new name and labels. */
export function renamedRecord(
  record: AssetRecord,
  { facts, run, causes }: Pick<AssetRecord, 'run' | 'causes'> & { readonly facts: UnitFacts },
): AssetRecord {
  const inputs = record.ingredients.inputs.map((input, ordinal) => ({
    ...input,
    asset: facts.node.upstream[ordinal] as string,
  }))
  return {
    ...record,
    ...partsOf(facts.unit),
    ingredients: { ...record.ingredients, code: facts.code.parts, inputs },
    ...{ run, outcome: 'reused', causes },
  }
}

/** The fields that the record of a table and that of a verdict share. */
export function recordOf(context: Pick<RunContext, 'run' | 'workspace'>, facts: UnitFacts, ingredients: Ingredients) {
  const { definition, unit, node } = facts
  return {
    ...partsOf(unit),
    kind: node.kind,
    key: keyOf({ definition, partition: partitionOf(unit), ingredients }),
    ...{ definition, ingredients, causes: [] },
    schemes: schemesOf(context, facts),
    run: context.run.id,
    environment: { ...context.workspace.environment, ...targetOf(context, node.name) },
  }
}

/** The name of the effect's target, which the record keeps for when the effect is gone from the project. */
function targetOf({ workspace }: Pick<RunContext, 'workspace'>, name: string): { readonly target?: string } {
  const { options } = workspace.definition(name)
  const target = 'target' in options ? options.target?.file : undefined
  return target === undefined ? {} : { target }
}

function publishFile(
  context: Pick<Publishing, 'run' | 'workspace'>,
  facts: UnitFacts,
  file: string,
): Promise<StoredObject> {
  const { objects, catalog } = context.workspace.store
  const hold = (blob: string) => catalog.hold(context.run.id, [blob])
  return objects.publish({ file, asset: facts.node.name, hold })
}

/** @throws AssetError `STORE_ROWS` where the number of rows in the files differs from the count at their writing. */
async function publishParts(context: Publishing, facts: UnitFacts, output: Output): Promise<StoredObject[]> {
  const files = filesMade(output)
  expectRows(await rowsOfFiles(files), output.written, 'written')
  const parts: StoredObject[] = []
  for (const file of files) parts.push(await publishFile(context, facts, file))
  return parts
}

/** Equal refused rows keep their first file, and with it the id of the run that refused them first. */
async function publishRejected(context: Publishing, publication: Publication): Promise<RejectedRows | undefined> {
  const { facts, output, previous } = publication
  if (output.rejected === undefined) return undefined
  const { written } = output.rejected
  const before = previous?.record.rejected
  if (before?.version === written.version && (await context.world.blobNow(previous as Stored)) === 'ok') return before
  return publishBeside(context, facts, output.rejected)
}

/** Publishes rows beside a table or a verdict: the refused ones, or the failing ones. */
export async function publishBeside(
  context: Pick<Publishing, 'run' | 'workspace'>,
  facts: UnitFacts,
  { written, file }: MadeFile,
): Promise<RejectedRows> {
  const { version, rows, columns } = written
  return { version, schema: columns, rows, ...(await publishFile(context, facts, file)) }
}

/**
 * Publishes the map of a table that was computed row by row. It points into the file that stays: `same`, or the new
 * one.
 */
async function publishMap(
  context: Publishing,
  { facts, output, unmoved }: Publication,
  byRows: MadeByRows,
  same: Stored | undefined,
): Promise<RowMap | undefined> {
  if (!unmoved || output.reads.clock || output.reads.chance || facts.volatile || byRows.map.input === -1)
    return undefined
  const { workspace } = context
  let file = byRows.mapFile
  const { same: mapped } = byRows
  if (same !== undefined && (mapped === undefined || bytesOf(mapped.record) !== bytesOf(same.record))) {
    const from = mapped === undefined ? output.file : await workspace.verifiedFile(mapped)
    const onto = workspace.store.tmpFile(context.run.id)
    const { columns } = output.written
    await mapOnto(await workspace.engine(), {
      ...{ map: byRows.mapFile, from, to: await workspace.verifiedFile(same), columns, file: onto },
    })
    file = onto
  }
  const published = await publishFile(context, facts, file)
  return { ...byRows.map, ...published, beside: await readBeside(context.world, output.inputs) }
}

export async function ingredientsOf(
  context: Pick<RunContext, 'functionTexts' | 'workspace' | 'world'>,
  facts: UnitFacts,
  output: Pick<Output, 'reads' | 'inputs'>,
): Promise<Ingredients> {
  const observed = facts.observation?.type === 'known' ? facts.observation.version : undefined
  const previous = await previousVersion(context.world, output.inputs)
  const { hashes } = readsTexts(context, facts) ? facts.code : {}
  return {
    code: facts.code.parts,
    config: facts.config,
    packages: facts.packages,
    environment: variablesRead(output.reads),
    inputs: await inputVersions(context.world, output.inputs),
    ...(output.reads.clock ? { clock: true as const } : {}),
    ...(output.reads.chance ? { chance: true as const } : {}),
    ...(readsTexts(context, facts) ? { text: true as const } : {}),
    ...(hashes === undefined ? {} : { hashes }),
    ...(facts.byUse === undefined ? {} : { byUse: facts.byUse }),
    ...(facts.code.files === undefined ? {} : { files: facts.code.files }),
    ...(facts.code.foreign === undefined ? {} : { sources: facts.code.foreign.sources }),
    ...(previous === undefined ? {} : { previous }),
    ...(observed === undefined ? {} : { observed }),
    ...(facts.salt === undefined ? {} : { salt: facts.salt }),
  }
}

/** Whether code asked for the text of a project function, in this run or while the project was loaded. */
function readsTexts(
  { workspace, functionTexts }: Pick<RunContext, 'functionTexts' | 'workspace'>,
  { unit, code }: UnitFacts,
): boolean {
  const texts = functionTexts.get(unit)
  return code.text === true || (texts !== undefined && workspace.project.modulesWith(texts).size > 0)
}

function schemesOf({ workspace }: Pick<RunContext, 'workspace'>, { code }: UnitFacts): AssetRecord['schemes'] {
  return { key: keyScheme, code: code.scheme ?? workspace.codeScheme, rows: rowsScheme }
}
