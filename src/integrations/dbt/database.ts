import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import {
  AssetError,
  type Effect,
  environmentFolder,
  type ForeignCall,
  type ForeignFacts,
  foreignFunction,
  member,
  projectPlace,
  type Verification,
} from '../../index.ts'
import type { DbtNode } from './answer.ts'
import { sha256 } from './ask/kept-answer.ts'
import type { DbtProject } from './dbt-project.ts'
import { isInlined } from './graph-names.ts'
import { labelOf } from './mistakes.ts'
import { identifierOf, schemaOf } from './relations-of.ts'

/** The state of the database after a run. */
interface DatabaseReceipt {
  readonly file: string
  readonly tables: number
  readonly sizeBytes: number
  /** sha256 of the file's bytes. */
  readonly sha256: string
}

/** The name that the effect has in the graph. */
export const nameOfDatabase = ({ answer }: Pick<DbtProject, 'answer'>): string => `${answer.project}.database`

/**
 * An effect that writes the tables of the project into a DuckDB database, under their schemas and names in dbt. Each
 * run writes a whole new file, which replaces the last one.
 *
 * @param path The file, relative to the project of assets.
 */
export function databaseEffect(project: DbtProject, path: string): Effect<DatabaseReceipt> {
  const file = resolve(project.place.root, path)
  return member.effect(
    {
      description: `The tables of the dbt project ${project.answer.project} in ${path}.`,
      verify: async (receipt: DatabaseReceipt) => compare(file, receipt),
    },
    foreignFunction<DatabaseReceipt>({
      facts: () => factsOf(project, path),
      call: (call) => writeDatabase(project, file, call),
    }),
  )
}

/** The nodes that dbt has in its database, sorted by name, since dbt lists nodes in another order after an edit. */
function writtenNodes({ answer }: DbtProject): readonly (DbtNode & { readonly relation: string })[] {
  const nodes = answer.nodes.flatMap((node) => {
    const { type, relation } = node
    return type === 'test' || relation === null || isInlined(node) ? [] : [{ ...node, relation }]
  })
  return nodes.toSorted((a, b) => (a.relation < b.relation ? -1 : 1))
}

function factsOf(project: DbtProject, path: string): ForeignFacts {
  const nodes = writtenNodes(project)
  return {
    upstream: nodes.map(({ id }) => project.nameOf(id)),
    scheme: 'dbt-database-1',
    declarations: [],
    digest: sha256(JSON.stringify([path, nodes.map(({ relation }) => relation)])),
    files: {},
  }
}

async function writeDatabase(project: DbtProject, file: string, call: ForeignCall): Promise<DatabaseReceipt> {
  const nodes = writtenNodes(project)
  const label = labelOf(project.place.root, file)
  const note = noteOf(file)
  const before = await expectOwn(file, note, label)
  const unfinished = join(dirname(file), `.${basename(file)}.${process.pid}.unfinished`)
  const tables = nodes.flatMap(({ id, relation }) => {
    const table = call.tables[project.nameOf(id)]
    return table === undefined ? [] : [{ schema: schemaOf(relation), name: identifierOf(relation), table }]
  })
  try {
    mkdirSync(dirname(file), { recursive: true })
    await call.duckdbFile(unfinished, tables)
    await using handle = await open(unfinished, 'r+')
    await handle.sync()
    const hash = await hashOf(unfinished)
    // If this process is killed here, the file may be either one, and both are ours.
    keepNote(note, before === undefined ? [hash] : [before, hash])
    renameSync(unfinished, file)
    return { file: label, tables: tables.length, sizeBytes: statSync(file).size, sha256: hash }
  } finally {
    for (const one of [unfinished, `${unfinished}.wal`]) rmSync(one, { force: true })
  }
}

/** Refuses to replace a file that another program has written. */
async function expectOwn(file: string, note: string, label: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined
  const hash = await hashOf(file)
  const hashes: readonly string[] = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : []
  if (hashes.includes(hash) && !existsSync(`${file}.wal`)) return hash
  throw new AssetError({
    code: 'EXPORT_FAILED',
    message: `${label} is there, and is not as this project has written it`,
    fix: 'move it away, or name another file: dbt({ database })',
  })
}

async function compare(file: string, { sha256: before }: DatabaseReceipt): Promise<Verification> {
  const after = existsSync(file) ? await hashOf(file) : undefined
  const message = after === undefined ? 'there is no such file' : 'the file is another one'
  return { ok: after === before, message, before: before.slice(0, 12), after: after?.slice(0, 12) ?? 'nothing' }
}

const noteOf = (file: string): string =>
  join(environmentFolder(projectPlace()), 'dbt', `${sha256(file).slice(0, 16)}.json`)

function keepNote(note: string, hashes: readonly string[]): void {
  mkdirSync(dirname(note), { recursive: true })
  writeFileSync(`${note}.${process.pid}`, JSON.stringify(hashes))
  renameSync(`${note}.${process.pid}`, note)
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(file)) hash.update(part)
  return hash.digest('hex')
}
