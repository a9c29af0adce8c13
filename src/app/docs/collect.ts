import { nodeKinds } from '../../define/node-kinds.ts'
import type { Column } from '../../define/table.ts'
import type { Node } from '../../graph/node.ts'
import type { AssetRecord } from '../../store/record.ts'
import { own } from '../../util/own.ts'
import type { ProjectRequest } from '../open/request.ts'
import { type SelectionWords, selectNodes } from '../open/selection.ts'
import { openSession, type Session } from '../open/session.ts'

/** This many of the last results of a check are shown. */
const mostRuns = 60

export interface DocumentedTable {
  readonly name: string
  readonly kind: Node['kind']
  readonly description: string | undefined
  readonly at: string
  readonly columns: readonly (Column & { readonly description?: string | undefined })[]
  /** `undefined` where it was never made. */
  readonly latest: { readonly rows: number; readonly version: string; readonly at: Date } | undefined
  readonly checks: readonly string[]
}
export interface DocumentedCheck {
  readonly name: string
  readonly description: string | undefined
  readonly at: string
  readonly tables: readonly string[]
  /** The newest first. */
  readonly results: readonly CheckRun[]
}
export interface CheckRun {
  readonly run: string
  readonly at: Date
  readonly check: NonNullable<AssetRecord['check']>
  /** As the check is declared now, its failure is reported and stops nothing. */
  readonly warns: boolean
  /** Whether all of the rows that fail are in the store. */
  readonly keepsRows: boolean
}
export interface Documented {
  readonly tables: readonly DocumentedTable[]
  readonly checks: readonly DocumentedCheck[]
}

/** The contents of the pages, from the store: nothing runs. */
export async function collect(project: ProjectRequest, selection: SelectionWords): Promise<Documented> {
  await using session = await openSession(project, 'read')
  const nodes = await selectNodes(session, selection)
  const selected = new Set(nodes.map(({ name }) => name))
  const isCheck = ({ kind }: Node) => nodeKinds[kind].judges
  const isOfSelection = (node: Node) => selected.has(node.name) || node.upstream.some((name) => selected.has(name))
  const checks = session.graph.nodes.filter((node) => isCheck(node) && isOfSelection(node))
  const tables = nodes.filter((node) => nodeKinds[node.kind].hasRows)
  const current = await session.currentTables(tables.map(({ name }) => name))
  return {
    tables: tables.map((node) => ({
      ...aboutNode(node),
      kind: node.kind,
      columns: describedColumns(session, node.name, current.get(node.name)?.record.schema ?? []),
      latest: madeOf(current.get(node.name)?.record),
      checks: checks.filter(({ upstream }) => upstream.includes(node.name)).map(({ name }) => name),
    })),
    checks: await Promise.all(checks.map((node) => documentedCheck(session, node))),
  }
}

const aboutNode = ({ name, at, description }: Node) => ({ name, at, description })

function describedColumns({ workspace }: Session, name: string, columns: readonly Column[]) {
  const { columns: notes = {} } = workspace.definition(name)
  return columns.map((column) => ({ ...column, description: own(notes, column.name.toLowerCase())?.description }))
}

const madeOf = (record: AssetRecord | undefined): DocumentedTable['latest'] =>
  record && { rows: record.rows, version: record.version, at: endOf(record) }

const endOf = ({ startedAt, durationMs }: AssetRecord): Date => new Date(startedAt + durationMs)

async function documentedCheck(session: Session, node: Node): Promise<DocumentedCheck> {
  const results: CheckRun[] = []
  const { options } = session.workspace.definition(node.name)
  const warns = 'severity' in options && options.severity === 'warn'
  for (const name of await session.namesOf(node.name)) {
    for (const { record } of (await session.catalog?.versionsOf(name)) ?? []) {
      const { check, run, rejected } = record
      if (check !== undefined) results.push({ run, at: endOf(record), check, warns, keepsRows: rejected !== undefined })
    }
  }
  const newest = results.toSorted((one, other) => other.at.getTime() - one.at.getTime()).slice(0, mostRuns)
  return { ...aboutNode(node), tables: node.upstream, results: newest }
}
