import { fileURLToPath } from 'node:url'
import type { Document, Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

/** A table with a line for each state that a customer was ever in, and what is made of it. */
export interface History {
  /** As `id:city`. */
  readonly customers: readonly string[]
  /** What is called with each version of the code. */
  readonly mark?: string
  readonly options?: string
  readonly name?: string
  readonly more?: readonly string[]
}

const zod = fileURLToPath(new URL('../../node_modules/zod/index.js', import.meta.url))
export const withZod = (...lines: readonly string[]) =>
  oneFile(`import { z } from '${zod}'`, "import { partitions } from 'assetstore'", ...lines)

export const rowSchema = 'z.object({ id: z.number(), city: z.string() })'

export function historyOf({ customers, mark = '', options = '', name = 'history', more = [] }: History) {
  return withZod(
    `export const customers = asset(async () => { await called('customers'); return ${JSON.stringify(rowsOf(customers))} })`,
    `export const ${name} = asset({ schema: ${rowSchema}, previous: true, ${options} }, async ({ customers }, { previous }) => {
  await called('history${mark}')
  const before = previous === undefined ? [] : await previous.all()
  const known = new Set(before.map((row) => row.id + row.city))
  return [...before, ...(await customers.all()).filter((row) => !known.has(row.id + row.city))]
})`,
    ...more,
  )
}

const rowsOf = (lines: readonly string[]) =>
  lines.map((line) => ({ id: Number(line.split(':')[0]), city: line.split(':')[1] }))

/** As `id:city`. */
export async function statesOf(project: Project, asset = 'history'): Promise<readonly string[]> {
  const { rows } = await project.json('query', `SELECT id, city FROM ${asset} ORDER BY id, city`)
  return rows.map(({ id, city }: Document) => `${id}:${city}`)
}

export const first = { customers: ['1:Oslo', '2:Rome'] }
export const moved = { customers: ['1:Bergen', '2:Rome'] }
