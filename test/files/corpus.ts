import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { ReadOptions, TableFormat } from '../../src/define/read-options.ts'
import { type Connection, duck } from '../../src/table/engine/bindings.ts'
import { type Engine, openEngine, withConnection } from '../../src/table/engine/open.ts'
import type { DataFiles } from '../../src/table/files/data-files.ts'
import { openFiles } from '../../src/table/files/open-files.ts'
import { rowsOf } from '../../src/table/files/rows-of.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>

export interface ReadTable {
  /** `name TYPE` of each column, as DuckDB writes them. */
  readonly columns: readonly string[]
  /** Each row as JSON text: what is not exact in JavaScript is seen here. */
  readonly rows: readonly string[]
  readonly warnings: readonly string[]
  readonly unread: readonly string[]
  /** What was wrong with each of these, in words. */
  readonly problems: readonly string[]
}

export interface Corpus {
  engine(): Engine
  /** A folder with these files in it. */
  folder(files: Files): string
  read(files: Files, read?: ReadOptions, more?: Partial<DataFiles>): Promise<ReadTable>
  run(text: string): Promise<void>
}

export const formats: readonly (readonly [RegExp, TableFormat])[] = [
  [/\.[ct]sv/, 'csv'],
  [/\.(nd|json)/, 'json'],
  [/\.parquet/, 'parquet'],
  [/\.xlsx/, 'xlsx'],
]

/** Data files that are made in the test, read as a source reads them, without a store or a process. */
export function corpus(): Corpus {
  let engine: Engine
  const root = mkdtempSync(join(tmpdir(), 'corpus-'))
  let folders = 0
  beforeAll(async () => {
    engine = await openEngine({ tempFolder: join(root, 'spill'), threads: 2, memoryLimit: '512MB' })
  })
  afterAll(() => {
    engine[Symbol.dispose]()
    rmSync(root, { recursive: true })
  })
  const self: Corpus = {
    engine: () => engine,
    folder(files) {
      const folder = join(root, String(++folders))
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), content)
      }
      return folder
    },
    async read(files, read = {}, more = {}) {
      const folder = self.folder(files)
      const paths = Object.keys(files).sort()
      const format = formats.find(([ending]) => ending.test(paths[0] as string))?.[1] as TableFormat
      const warnings: string[] = []
      const opened = await openFiles(engine, {
        ...{ paths, format, read, exact: false, texts: new Set(), before: new Map() },
        placeOf: (path) => join(folder, path),
        warn: (message) => warnings.push(message),
        ...more,
      })
      try {
        const unread = opened.unread.map(({ line, errors }) => `${line} ${errors.map(({ code }) => code).join()}`)
        const problems = opened.unread.flatMap(({ errors }) => errors.map(({ message }) => message))
        if (opened.select === undefined) return { columns: [], rows: [], warnings, unread, problems }
        return { ...(await tableOf(engine, opened.select)), warnings, unread, problems }
      } finally {
        await opened.close()
      }
    },
    run: (text) => withConnection(engine, async (connection) => void (await duck.query(connection, text))),
  }
  return self
}

async function tableOf(engine: Engine, select: string) {
  return withConnection(engine, async (connection) => {
    const columns = await texts(connection, `SELECT column_name || ' ' || column_type FROM (DESCRIBE ${select})`)
    const rows = await texts(connection, `SELECT CAST(to_json(t) AS VARCHAR) FROM (${select}) AS t`)
    return { columns, rows }
  })
}

async function texts(connection: Connection, text: string): Promise<string[]> {
  const rows = await rowsOf(connection, `SELECT t FROM (${text}) AS answer(t)`)
  return rows.map(({ t }) => String(t))
}
