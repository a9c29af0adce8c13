import { join } from 'node:path'
import { maps, selectOf, values } from '../python/corpus.ts'
import { createProject, type Document } from '../rig/project.ts'
import { configWithSpark } from './config.ts'

const names = [...Object.keys(values), ...Object.keys(maps)]
const index = [
  "import { asset } from '#project'",
  "import { sql } from 'assetstore'",
  'export const numbers = asset(() => [{ i: 0 }, { i: 1 }, { i: 2 }])',
  ...names.flatMap((name) => [
    `export const ${name} = asset(({ numbers }) => sql\`${selectOf(name)}\`)`,
    `export const ${name}_spark = asset.python('./same.py')`,
  ]),
  '',
].join('\n')
const python = [
  'from pyspark.sql import DataFrame',
  'from assetstore import asset',
  ...names.map((name) => `@asset\ndef ${name}_spark(${name}: DataFrame): return ${name}`),
  '',
].join('\n')

/** The version of each table of values, and of the same table after Spark has read and written it; what was refused, by the column's name. */
export async function versionsOfValues(commands: string, remote?: string) {
  const files = { 'assets.config.ts': configWithSpark(remote), 'assets/index.ts': index, 'assets/same.py': python }
  await using project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
  const { steps } = await project.json('materialize')
  const found = new Map<string, Document>(steps.map((step: Document) => [step.asset, step]))
  const of = (suffix: string, field: 'version' | 'error') =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = found.get(`${name}${suffix}`)?.[field]
        return value === undefined ? [] : [[name, value]]
      }),
    )
  return { before: of('', 'version'), after: of('_spark', 'version'), errors: of('_spark', 'error') }
}
