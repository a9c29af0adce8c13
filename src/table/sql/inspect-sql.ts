import type { SqlPart } from '../../define/sql.ts'
import { readRows } from '../codec/decode/read-table.ts'
import type { Engine } from '../engine/open.ts'
import { clockWords } from './clock.ts'
import { type SqlReads, scalarReads, tableReads } from './functions.ts'
import { lexicalReads } from './lexical-reads.ts'
import { renderSql, sqlText } from './render-sql.ts'

/**
 * What a statement reads besides its tables: the names of functions and files, in their written form.
 */
export type FoundReads = Readonly<Record<SqlReads, ReadonlySet<string>>>

const placeholder = 'assetstore: table'

/** The text of a template for inspection, not for running: every table is a plain name. */
export function inspectedText(parts: readonly SqlPart[]): string {
  return renderSql(parts, () => [sqlText(`"${placeholder}"`)]).text
}

/** Parses with DuckDB's own parser; nothing is bound or run. A text that does not parse fails when it runs. */
export async function inspectSql(engine: Engine, texts: readonly string[]): Promise<FoundReads> {
  const sightings = { clock: new Set<string>(), chance: new Set<string>(), files: new Set<string>() }
  const open = [...new Set(texts)]
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    const parsed = await serialized(engine, text)
    if (parsed === undefined) lexicalReads(text, sightings)
    else visit(parsed, { sightings, ctes: new Set(), open })
  }
  return sightings
}

/** The tree of a SELECT; `undefined` where DuckDB has none, as for a PIVOT. */
async function serialized(engine: Engine, text: string): Promise<unknown> {
  const compact = 'skip_null := true, skip_empty := true, skip_default := true'
  const statement = { text: `SELECT json_serialize_sql($1::VARCHAR, ${compact})::VARCHAR AS tree`, parameters: [text] }
  for await (const [row] of readRows(engine, statement)) {
    return (JSON.parse((row as { tree: string }).tree) as { readonly statements?: unknown }).statements
  }
  return undefined
}

interface Walk {
  readonly sightings: Readonly<Record<SqlReads, Set<string>>>
  readonly ctes: Set<string>
  /** Texts that are statements themselves, yet to be inspected. */
  readonly open: string[]
}
type Tree = Readonly<Record<string, unknown>>

function visit(root: unknown, walk: Walk): void {
  // The names of WITH clauses come first, since a table of such a name is no file.
  forEachNode(root, (node) => {
    const map = (node.cte_map as Tree | undefined)?.map
    if (Array.isArray(map)) for (const { key } of map as { key: string }[]) walk.ctes.add(key)
    if (node.type === 'RECURSIVE_CTE_NODE' || node.type === 'CTE_NODE') walk.ctes.add(String(node.cte_name))
  })
  const ofTables = new Set<unknown>()
  forEachNode(root, (node) => {
    if (node.type === 'TABLE_FUNCTION') ofTables.add(node.function)
    if (node.class === 'FUNCTION') visitCall(node, walk, ofTables.has(node))
    else if (node.type === 'BASE_TABLE') visitTable(node, walk)
    else if (node.class === 'COLUMN_REF') visitColumn(node, walk)
    const sample = node.sample as Tree | undefined
    if (sample !== undefined && Number(sample.seed ?? -1) === -1) walk.sightings.chance.add('sample without REPEATABLE')
  })
}

function forEachNode(root: unknown, look: (node: Tree) => void): void {
  const open: unknown[] = [root]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (!Array.isArray(next)) look(next as Tree)
    open.push(...Object.values(next))
  }
}

function visitCall(node: Tree, { sightings, open }: Walk, isTable: boolean): void {
  const name = String(node.function_name).toLowerCase()
  const children = (node.children ?? []) as readonly Tree[]
  // DuckDB parses `d.age()` as the function of a schema `d`; `d` is its first parameter.
  const parameters = children.length === 0 && node.schema !== undefined ? 1 : children.length
  if (isTable && name === 'query_table') {
    visitNamedTables(children[0], sightings)
    return
  }
  const reads = isTable ? tableReads(name) : scalarReads(name, parameters)
  const text = textOf(children[0])
  if (reads !== undefined) sightings[reads].add(reads === 'files' && text !== undefined ? text : name)
  if (!isTable || name !== 'query') return
  // The argument is a statement too. A text that the statement builds while it runs cannot be inspected.
  if (text === undefined) sightings.chance.add('query')
  else open.push(text)
}

/** `query_table('x')` and `query_table(['x', 'y'])` read what `from x` reads: a table of that name, or a file. */
function visitNamedTables(argument: Tree | undefined, { chance, files }: Walk['sightings']): void {
  const listed = (argument?.children ?? []) as readonly Tree[]
  for (const node of listed.length > 0 ? listed : [argument]) {
    const name = textOf(node)
    if (name === undefined) chance.add('query_table')
    else if (isFileName(name)) files.add(name)
  }
}

function textOf(node: Tree | undefined): string | undefined {
  const value = (node?.value as Tree | undefined)?.value
  return node?.class === 'CONSTANT' && typeof value === 'string' ? value : undefined
}

/**
 * DuckDB reads a file where no table has the name. The tables of a statement have names of ours, or names that no file
 * has.
 */
function visitTable({ table_name: name, schema_name: schema }: Tree, { sightings, ctes }: Walk): void {
  if (typeof name !== 'string' || name === placeholder || schema !== undefined || ctes.has(name)) return
  if (isFileName(name)) sightings.files.add(name)
}

const isFileName = (name: string): boolean =>
  /[/\\*]|\.(?:csv|tsv|txt|parquet|jsonl?|ndjson|xlsx|db|duckdb|sqlite|arrow|avro)(?:\.\w+)?$/i.test(name)

function visitColumn({ column_names: names }: Tree, { sightings }: Walk): void {
  const [name, ...others] = names as readonly string[]
  const word = name?.toLowerCase()
  if (word !== undefined && others.length === 0 && clockWords.has(word)) sightings.clock.add(word)
}
