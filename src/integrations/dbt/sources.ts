import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Member, member, type ProjectNames, type Source, sql } from '../../index.ts'
import type { DbtAnswer, DbtSource } from './answer.ts'
import type { DbtProject } from './dbt-project.ts'
import { externalSource } from './files/external-source.ts'
import { isInlined, nameOfNode, nameOfSource } from './graph-names.ts'
import { refusal } from './mistakes.ts'
import { optionsFrom } from './options.ts'
import { pluginSource } from './plugin-source.ts'

/** The tables of the graph that the sources of a dbt project are. */
export interface SourceNames {
  nameOf(id: string): string
  /** The sources that no table of the project replaces: they are read from their own relation. */
  own(): readonly DbtSource[]
}

/**
 * A source is the asset that `mapped` says; else what the project exports as `raw.documents`, by the source's name and
 * the table's; else a source that the project exports as `documents`; else the node of the dbt project whose relation
 * it is, such as a seed; else its own relation.
 */
export function sourceNames(
  { nodes, sources }: DbtAnswer,
  mapped: Readonly<Record<string, string>>,
  names: () => ProjectNames | undefined,
): SourceNames {
  const byId = new Map(sources.map((one) => [one.id, one]))
  const made = new Map(nodes.filter((node) => !isInlined(node)).map((node) => [node.relation, nameOfNode(node)]))
  const inProject = (one: DbtSource): string | undefined => {
    const whole = nameOfSource(one)
    const name = mapped[whole]
    if (name !== undefined) return name
    if (names()?.kindOf(whole) !== undefined) return whole
    if (names()?.kindOf(one.name) === 'source') return one.name
    const node = made.get(one.relation)
    return node === undefined ? undefined : (names()?.nameOf(node) ?? node)
  }
  return {
    nameOf(id) {
      const one = byId.get(id)
      return one === undefined ? id : (inProject(one) ?? nameOfSource(one))
    },
    own: () => sources.filter((one) => inProject(one) === undefined),
  }
}

/** The sources that are read from their own relation, under both names: `raw.documents`. */
export function ownSources(project: DbtProject, names: SourceNames): Readonly<Record<string, Member>> {
  const used = new Set(project.answer.nodes.flatMap((node) => project.reads(node)))
  return Object.fromEntries(
    names
      .own()
      .filter(({ id }) => used.has(id))
      .map((one) => [nameOfSource(one), relationSource(project, one)]),
  )
}

/**
 * A source of its own: the rows that its plugin loads, its files, or its table in the DuckDB file of the profile. The
 * bytes of files are its version.
 */
function relationSource(project: DbtProject, one: DbtSource): Source {
  const {
    answer: { profile },
    place,
  } = project
  if (one.plugin !== null) return pluginSource(project, one, one.plugin)
  if (one.location !== null) return externalSource(place, one, one.location)
  const file = profile === null ? '' : resolve(place.project, profile.path)
  if (profile === null || one.database !== profile.database || profile.path === ':memory:') {
    throw refusal(
      place.root,
      { file: resolve(place.project, one.path) },
      {
        message: `the source ${nameOfSource(one)} is ${one.relation}, which is in no DuckDB file of the profile`,
        fix: `say which asset it is: dbt({ sources: { '${nameOfSource(one)}': '…' } })`,
      },
    )
  }
  const { schema, identifier } = one
  return member.source(
    {
      ...optionsFrom(one),
      observe: async () => [await bytesOf(file), schema, identifier].join(' '),
    },
    () =>
      sql`select * from read_duckdb(${file}, schema_name = ${schema}, table_name = ${identifier}, hive_partitioning = false)`,
  )
}

async function bytesOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for (const part of [file, `${file}.wal`]) {
    if (part !== file && !existsSync(part)) continue
    for await (const chunk of createReadStream(part)) hash.update(chunk)
  }
  return hash.digest('hex')
}
