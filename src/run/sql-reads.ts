import { dirname } from 'node:path'
import { nodeKinds } from '../define/node-kinds.ts'
import { functionOf } from '../discover/kinds/source-kinds.ts'
import { AssetError } from '../errors.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { Reads } from '../project/environment.ts'
import { drawingNote } from '../project/notes.ts'
import { inspectedText, inspectSql } from '../table/sql/inspect-sql.ts'
import { writtenSql } from '../table/sql/written-sql.ts'
import type { Input } from './inputs.ts'
import type { CallContext } from './run-context.ts'
import { tellNote } from './tell-notes.ts'

export interface SqlQuestion {
  readonly facts: UnitFacts
  readonly inputs: readonly Input[]
  readonly reads: Reads
  /** The function's result, where its conditions on the inputs are known. */
  readonly result?: unknown
}

/**
 * Records what SQL reads besides its tables, since SQL is code: it counts as if the function had read it. The clock of
 * SQL is the context's `now`, random values differ at every run, and a file is refused, since nobody would notice its
 * changes.
 *
 * @throws AssetError `ASSET_SQL`
 */
export async function noteSqlReads(context: CallContext, { facts, inputs, reads, result }: SqlQuestion): Promise<void> {
  const { node, volatile } = facts
  const definition = context.workspace.definition(node.name)
  if (functionOf(definition) === undefined && !node.keys) return
  const sql = writtenSql(result)
  const conditions = inputs.flatMap((input) => input.conditions)
  const texts = conditions.map((condition) => `SELECT 1 WHERE (\n${inspectedText(condition)}\n)`)
  if (sql !== undefined) texts.push(sql)
  if (texts.length === 0) return
  const engine = await context.workspace.engine()
  const { clock, chance, files } = await inspectSql(engine, texts)
  if (clock.size > 0) {
    reads.clock = true
    engine.clock = context.run.startedAt
  }
  // A source exists to read the outside, and `volatile` declares that an asset does.
  if (nodeKinds[node.kind].readsOutside || volatile) return
  // A file in the run's own folder was written for this call and is removed after the run.
  const own = dirname(context.workspace.store.tmpFile(context.run.id))
  const others = [...files].filter((file) => dirname(file) !== own)
  if (others.length > 0) throw readsFiles(facts, others)
  if (chance.size === 0) return
  reads.chance = true
  // A warning that was given when the current record was made is not repeated at every run.
  if (context.world.current.get(facts.unit)?.record.ingredients.chance) return
  const note = drawingNote(facts, { reviewed: definition.options.reviewed, drawn: [...chance] })
  if (note.because === undefined) tellNote(context, facts.unit, note)
}

function readsFiles({ node: { name, at } }: UnitFacts, files: readonly string[]): AssetError {
  const [file = ''] = files
  const example = /\.(?:csv|tsv|jsonl?|ndjson|parquet)$/i.test(file) ? `'${file}'` : "'…'"
  return new AssetError({
    code: 'ASSET_SQL',
    message: `the sql of ${name} reads ${files.join(', ')} by itself, where nobody would see it change`,
    at,
    facts: { asset: name, files },
    fix: `make it a source, such as export const side = source.table(${example}), name it as a parameter, and write \${side} where the file stands`,
  })
}
