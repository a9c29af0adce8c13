import { unpartitioned } from '../define/partitions.ts'
import { keyScheme, type NodeFacts } from '../discover/facts.ts'
import { keyOf } from '../plan/key.ts'
import { rowsScheme } from '../store/duckdb/row-version.ts'
import type { Stored } from '../store/interface.ts'
import type { AssetRecord, Ingredients, RejectedRows } from '../store/record.ts'
import type { Blob } from '../store/store.ts'
import { variableHash } from './environment.ts'
import { inputVersions } from './inputs.ts'
import type { Made } from './make.ts'
import type { RunContext } from './run-context.ts'

export interface Publication {
  readonly facts: NodeFacts
  readonly made: Made
  readonly previous: Stored | undefined
  /** Whether the files it was made from are still as they were when they were read. */
  readonly unmoved: boolean
}

/**
 * The record of what was made, its bytes published. If the rows are the ones that were current, the previous file stays: everything
 * below keeps reading the order it was computed from, and the new file is dropped.
 */
export async function publishRecord(context: RunContext, publication: Publication): Promise<AssetRecord> {
  const { facts, made, previous, unmoved } = publication
  const { written } = made
  const unchanged =
    previous !== undefined && previous.record.version === written.version && context.world.blob(previous) === 'ok'
  const kept = unchanged ? { blob: previous.record.blob, sizeBytes: previous.record.sizeBytes } : undefined
  const { blob, sizeBytes } = kept ?? (await publishFile(context, facts, made.file))
  const rejected = await publishRejected(context, publication)
  const ingredients = await ingredientsOf(context, facts, made)
  return {
    asset: facts.node.name,
    partition: unpartitioned,
    kind: facts.node.kind,
    key: keyOf({ definition: facts.definition, partition: unpartitioned, ingredients }),
    definition: facts.definition,
    version: written.version,
    schema: written.columns,
    blob,
    rows: written.rows,
    sizeBytes,
    ...(rejected === undefined ? {} : { rejected }),
    ingredients,
    schemes: schemesOf(context),
    reusable: unmoved && !made.reads.clock && !facts.volatile,
    run: context.run.id,
    startedAt: made.startedAt,
    durationMs: made.durationMs,
    outcome: unchanged ? 'unchanged' : facts.node.kind === 'source' ? 'observed' : 'ran',
    causes: [],
    environment: context.workspace.environment,
  }
}

function publishFile(context: RunContext, facts: NodeFacts, file: string): Promise<Blob> {
  return context.workspace.store.publish({ file, asset: facts.node.name })
}

/** The same rows refused once more are those that were kept: they go on telling the run that refused them first. */
async function publishRejected(context: RunContext, publication: Publication): Promise<RejectedRows | undefined> {
  const { facts, made, previous } = publication
  if (made.rejected === undefined) return undefined
  const { written, file } = made.rejected
  const kept = previous?.record.rejected
  if (kept?.version === written.version && context.world.blob(previous as Stored) === 'ok') return kept
  const { version, rows, columns } = written
  return { version, schema: columns, rows, ...(await publishFile(context, facts, file)) }
}

export async function ingredientsOf(
  context: RunContext,
  facts: NodeFacts,
  made: Pick<Made, 'reads' | 'inputs'>,
): Promise<Ingredients> {
  const variables = [...made.reads.variables].sort().map((name) => [name, variableHash(name)] as const)
  const observed = facts.observation?.type === 'known' ? facts.observation.version : undefined
  return {
    code: facts.code.parts,
    config: facts.config,
    packages: facts.packages,
    environment: Object.fromEntries(variables),
    inputs: await inputVersions(context.world, made.inputs),
    ...(made.reads.clock ? { clock: true as const } : {}),
    ...(facts.code.files === undefined ? {} : { files: facts.code.files }),
    ...(observed === undefined ? {} : { observed }),
    ...(facts.salt === undefined ? {} : { salt: facts.salt }),
  }
}

export function schemesOf(context: RunContext): AssetRecord['schemes'] {
  return { key: keyScheme, code: context.workspace.codeScheme, rows: rowsScheme }
}
