import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import type { ProjectRequest } from '../open/request.ts'
import type { SelectionWords } from '../open/selection.ts'
import { collect } from './collect.ts'
import { generator, type Page, pageText } from './html.ts'
import { pagesOf } from './pages.ts'

export interface DocsRequest {
  readonly selection: SelectionWords
  /** A folder, from the one that the client works in; made where it is not there. */
  readonly out: string
}
export interface DocsReport {
  /** Absolute. */
  readonly out: string
  readonly tables: number
  readonly checks: number
  /** The names of the pages. */
  readonly files: readonly string[]
}

/**
 * Writes a page for each table and each check of the selection, and one that leads to them. A file of another origin is
 * never written over.
 *
 * @throws AssetError `CLI_USAGE` where one is in the way, `EXPORT_FAILED` where the folder cannot be written.
 */
export async function writeDocs(project: ProjectRequest, { selection, out }: DocsRequest): Promise<DocsReport> {
  const folder = resolve(project.cwd, out)
  const documented = await collect(project, selection)
  const pages = pagesOf(documented)
  for (const page of pages) expectOwn(folder, page)
  try {
    mkdirSync(folder, { recursive: true })
    for (const page of pages) writeFileSync(join(folder, page.file), pageText(page))
  } catch (error) {
    throw new AssetError({
      code: 'EXPORT_FAILED',
      message: `the pages cannot be written to ${folder}: ${errorCode(error) ?? String(error)}`,
      fix: 'name a folder that may be written: --out <folder>',
      cause: error,
    })
  }
  const { tables, checks } = documented
  return { out: folder, tables: tables.length, checks: checks.length, files: pages.map(({ file }) => file) }
}

function expectOwn(folder: string, { file }: Page): void {
  let text: string
  try {
    text = readFileSync(join(folder, file), 'utf8')
  } catch {
    return
  }
  if (text.includes(generator)) return
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `${join(folder, file)} is there and no page of assets docs`,
    fix: 'name another folder: --out <folder>',
  })
}
