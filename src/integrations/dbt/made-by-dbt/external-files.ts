import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import {
  type Effect,
  type ForeignCall,
  type ForeignFacts,
  foreignFunction,
  member,
  type Verification,
} from '../../../index.ts'
import type { DbtNode } from '../answer.ts'
import type { DbtProject } from '../dbt-project.ts'
import { nameOfNode } from '../graph-names.ts'
import { labelOf } from '../mistakes.ts'
import { aboutFiles, factsOfRowsAgain, filesOfRows } from './external-rows.ts'

/** The state of the files after a run. */
interface FilesReceipt {
  /**
   * A file, or the folder of several files, relative to the project of assets; an address outside of this machine
   * unchanged.
   */
  readonly location: string
  readonly files: number | null
  readonly sizeBytes: number | null
  /** sha256 of the bytes of all of them. */
  readonly sha256: string | null
}

/** The name that the effect has in the graph. */
export const nameOfFiles = (node: DbtNode): string => `${nameOfNode(node)}.file`

/**
 * The files of a model of the materialization `external` are an effect: dbt writes them where the project says, once
 * the model's table is made and its checks have passed.
 */
export function externalFiles(project: DbtProject, node: DbtNode): Effect<FilesReceipt> {
  return member.effect(
    {
      ...aboutFiles(node),
      description: `The file of the dbt model ${nameOfNode(node)}, where dbt writes it.`,
      verify: async (receipt: FilesReceipt) => compare(project, receipt),
    },
    foreignFunction<FilesReceipt>({
      facts: () => factsOfFiles(project, node),
      call: (call) => writeFiles(project, node, call),
    }),
  )
}

/** The effect reads the rows of the model's statement, and also the model, whose checks may hold the effect back. */
function factsOfFiles(project: DbtProject, node: DbtNode): ForeignFacts {
  const place = [node.config.location ?? '', project.answer.externalRoot, node.alias].join(' ')
  const facts = factsOfRowsAgain(project, node, place)
  return { ...facts, upstream: [project.nameOf(node.id), ...facts.upstream] }
}

async function writeFiles(project: DbtProject, node: DbtNode, call: ForeignCall): Promise<FilesReceipt> {
  project.keep()
  const rows = await filesOfRows(project, node, call)
  const { location = '' } = await project.make(node, call, { out: call.tmpFile(), startsOver: true, files: true, rows })
  return receiptOf(project, location)
}

/** dbt works in the project's folder. */
async function receiptOf({ place: { root, project } }: DbtProject, location: string): Promise<FilesReceipt> {
  if (isRemote(location)) return { location, files: null, sizeBytes: null, sha256: null }
  const path = resolve(project, location)
  return { location: labelOf(root, path), ...(await contentOf(path)) }
}

async function compare({ place: { root } }: DbtProject, before: FilesReceipt): Promise<Verification> {
  if (before.sha256 === null) return { ok: true }
  const path = resolve(root, before.location)
  if (!existsSync(path)) return { ok: false, message: `there is no ${before.location}`, after: 'nothing' }
  const { sha256 } = await contentOf(path)
  const message = `${before.location} is another one`
  return { ok: sha256 === before.sha256, message, before: before.sha256.slice(0, 12), after: sha256.slice(0, 12) }
}

const isRemote = (location: string): boolean => /^\w+:\/\//.test(location) && !isAbsolute(location)

async function contentOf(path: string) {
  const isFolder = statSync(path).isDirectory()
  const names = isFolder ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : ['']
  const files = names.filter((name) => statSync(join(path, name)).isFile())
  const hash = createHash('sha256')
  let sizeBytes = 0
  for (const name of files) {
    sizeBytes += statSync(join(path, name)).size
    hash.update(`${name}\0`)
    for await (const part of createReadStream(join(path, name))) hash.update(part)
  }
  return { files: files.length, sizeBytes, sha256: hash.digest('hex') }
}
