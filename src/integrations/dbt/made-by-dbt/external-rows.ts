import { type Asset, type ForeignCall, foreignFunction, member } from '../../../index.ts'
import type { DbtNode } from '../answer.ts'
import type { DbtProject } from '../dbt-project.ts'
import { nameOfNode } from '../graph-names.ts'
import { optionsOf } from '../options.ts'
import { factsOf, makeTable } from './made-by-dbt.ts'
import { hasWays } from './reasons.ts'

/**
 * A model of the materialization `external` has three members: the rows of its statement, which runs once; its table,
 * which has what dbt reads back from a file of these rows; and its file, an effect. A file may have other rows than
 * its statement, such as a text `007` that is the number 7 when a CSV file is read.
 */
export const nameOfRows = (node: DbtNode): string => `${nameOfNode(node)}.rows`

/** The rows of the statement of an external model. */
export function externalRows(project: DbtProject, node: DbtNode): Asset {
  const config = Object.fromEntries(Object.entries(node.config).filter(([name]) => !ofFiles.has(name)))
  return member.asset(
    { ...aboutFiles(node), description: `The rows that the statement of the dbt model ${nameOfNode(node)} gives.` },
    foreignFunction({
      facts: () => factsOf(project, { ...node, config }),
      call: (work) => makeTable(project, node, work, { statementAlone: true }),
    }),
  )
}

/** What dbt reads back from the file of an external model. */
export function externalTable(project: DbtProject, node: DbtNode): Asset {
  return member.asset(
    optionsOf(node),
    foreignFunction({
      facts: () => factsOfRowsAgain(project, node, formatOf(node)),
      call: async (work) => makeTable(project, node, work, { rows: await filesOfRows(project, node, work) }),
    }),
  )
}

/** Tags and group for the members of an external model beside its table. */
export function aboutFiles(node: DbtNode): Pick<ReturnType<typeof optionsOf>, 'tags' | 'group'> {
  const { tags, group } = optionsOf(node)
  return { ...(tags === undefined ? {} : { tags }), ...(group === undefined ? {} : { group }) }
}

/** Facts of a member that is made from the rows of an external model's statement. Its hooks may read other tables. */
export function factsOfRowsAgain(project: DbtProject, node: DbtNode, location: string) {
  const config = { ...node.config, location }
  const facts = factsOf(project, { ...node, config }, ['rows'])
  return {
    ...facts,
    upstream: [project.nameOfMember(nameOfRows(node)), ...(hasWays(project.answer, node) ? facts.upstream : [])],
  }
}

export async function filesOfRows(project: DbtProject, node: DbtNode, work: ForeignCall): Promise<readonly string[]> {
  const table = work.tables[project.nameOfMember(nameOfRows(node))]
  return table === undefined ? [] : work.files(table)
}

/** The place of its files changes no row of a model, except for the ending of their name, which may give the format. */
function formatOf({ config: { location } }: DbtNode): string {
  const text = String(location ?? '')
  return text.includes('{{') ? text : (/\.[^/]*$/.exec(text)?.[0] ?? '')
}

/** The parts of a configuration that are about the file and not about the rows written into it. */
const ofFiles: ReadonlySet<string> = new Set([
  ...['location', 'format', 'options', 'delimiter', 'parquet_read_options', 'csv_read_options', 'json_read_options'],
  ...['plugin', 'glue_register', 'glue_database', 'partition_columns', 'overrides', 'post-hook'],
])
