import { dirname, join, resolve } from 'node:path'
import { isForeign } from '../../define/foreign/foreign-function.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { functionOf } from '../../discover/kinds/source-kinds.ts'
import { fileLabel } from '../../discover/user-place.ts'
import { AssetError } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { parseColumns } from '../../table/codec/types/parse-type.ts'
import { heldNulls } from '../../table/read/held-nulls.ts'
import { writeWhole } from '../export/write-whole.ts'
import type { ProjectRequest } from '../open/request.ts'
import { type SelectionWords, selectNames } from '../open/selection.ts'
import { openSession, type Session } from '../open/session.ts'
import { type CurrentTable, tablesNow } from '../open/tables.ts'
import { openedTable } from '../rows/stored-table.ts'
import { interfaceNames } from './interface-names.ts'
import { interfaceText } from './row-interface.ts'
import { readRowsFile, rowsFileText } from './rows-file.ts'
import { setsOf, setText } from './set-interface.ts'

export interface TypesRequest {
  readonly selection: SelectionWords
  /** From the folder that the client works in. Default: `rows.d.ts` beside the table of contents. */
  readonly out?: string
  /** Nothing is written. */
  readonly check?: boolean
}
export interface TypesReport {
  /** Absolute. */
  readonly file: string
  /** The file in messages. */
  readonly label: string
  /** Whether the file is, or was before it was written, what it has to be. */
  readonly upToDate: boolean
  readonly written: boolean
  /** What is in the file, and what would be if it had been made. */
  readonly interfaces: readonly ReportedInterface[]
  /** Interfaces of assets that are gone. */
  readonly removed: readonly string[]
}
export interface ReportedInterface {
  readonly asset: string
  readonly name: string
  /**
   * `same`: as it was; `kept`: as it was, since the asset was not made here; `missing`: neither made nor in the file.
   */
  readonly state: 'new' | 'changed' | 'same' | 'kept' | 'missing'
}

/**
 * Writes a TypeScript interface for the rows of each asset and source whose function is in another language, or that is
 * of a set such as a dbt project, by its last version; and of each set one of its tables. Nothing is run. What is not
 * selected stays as it is in the file.
 *
 * @throws AssetError `CLI_USAGE` where somebody else wrote the file, `ASSET_NAME` where two assets would have one name,
 * and
 * `EXPORT_FAILED` where it cannot be written.
 */
export async function writeTypes(project: ProjectRequest, request: TypesRequest): Promise<TypesReport> {
  await using session = await openSession(project, 'read')
  const file = fileOf(session, project, request.out)
  const label = fileLabel(session.root, file)
  const before = readRowsFile(file, label)
  const nodes = session.graph.nodes.filter((node) => isTyped(session, node))
  const sets = setsOf(session, nodes)
  const all = interfaceNames([...nodes, ...sets.map(({ interface: name, at }) => ({ name, at }))])
  const names = new Map(nodes.map(({ name }) => [name, all.get(name) as string]))
  const selected = new Set(await selectNames(session, request.selection))
  if (![...names.keys()].some((asset) => selected.has(asset)) && isAsked(request.selection))
    session.warn(
      'nothing of the selection is in another language: the rows of all else have the type of their function',
    )
  const tables = await tablesNow(
    session,
    nodes.map(({ name }) => name).filter((name) => selected.has(name)),
  )
  const after = new Map<string, string>()
  const interfaces: ReportedInterface[] = []
  for (const [asset, name] of names) {
    const earlier = before.interfaces.get(name)
    const table = tables.get(asset)
    const text = table === undefined ? earlier : await textOf(session, { asset, name, table })
    if (text !== undefined) after.set(name, text)
    if (selected.has(asset) && table === undefined) tellNotMade(session, asset, earlier !== undefined)
    interfaces.push({ asset, name, state: stateOf({ earlier, text, isMade: table !== undefined }) })
  }
  for (const set of sets) {
    const name = all.get(set.interface) as string
    after.set(
      name,
      setText(name, set, (asset) => (after.has(names.get(asset) ?? '') ? names.get(asset) : undefined)),
    )
  }
  const removed = [...before.interfaces.keys()].filter((name) => !after.has(name))
  const text = rowsFileText(after)
  const upToDate = before.text === undefined ? after.size === 0 : before.text === text
  const written = !upToDate && request.check !== true
  if (written) await writeWhole(file, chunksOf(text), { force: true })
  return { file, label, upToDate, written, interfaces, removed }
}

function fileOf({ workspace }: Session, { cwd }: ProjectRequest, out: string | undefined): string {
  if (out === undefined) return join(dirname(workspace.project.entry), 'rows.d.ts')
  if (/\.[cm]?ts$/.test(out)) return resolve(cwd, out)
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `--out ${out} is no file of TypeScript`,
    fix: 'name a file that ends with .d.ts, such as --out assets/rows.d.ts',
  })
}

const isTyped = ({ workspace }: Session, { name, kind }: Node): boolean => {
  const definition = workspace.definition(name)
  return nodeKinds[kind].hasRows && (isForeign(functionOf(definition)) || definition.set !== undefined)
}

const isAsked = ({ words, select = [] }: SelectionWords): boolean => words.length + select.length > 0

interface Typed {
  readonly asset: string
  readonly name: string
  readonly table: CurrentTable
}

async function textOf(session: Session, { asset, name, table }: Typed): Promise<string> {
  const { file, columns, count } = await openedTable(session, table)
  const nullColumns = await heldNulls(await session.workspace.engine(), { file, fields: parseColumns(columns), count })
  return interfaceText({ asset, name, fields: nullColumns })
}

function tellNotMade({ warn }: Session, asset: string, isKept: boolean): void {
  const what = isKept ? 'its row type stays as it is' : 'it has no row type yet'
  warn(`${asset} was never made here, so that ${what}: assets materialize ${asset}`)
}

interface Compared {
  readonly earlier: string | undefined
  readonly text: string | undefined
  readonly isMade: boolean
}

function stateOf({ earlier, text, isMade }: Compared): ReportedInterface['state'] {
  if (text === undefined) return 'missing'
  if (!isMade) return 'kept'
  if (earlier === undefined) return 'new'
  return earlier === text ? 'same' : 'changed'
}

async function* chunksOf(text: string): AsyncGenerator<string> {
  yield text
}
