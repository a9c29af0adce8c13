import { resolve } from 'node:path'
import { type Asset, AssetError, definitionSet, type Member, type ProjectNames, projectPlace } from '../../index.ts'
import type { DbtAnswer } from './answer.ts'
import { describeProject } from './ask/describe.ts'
import { databaseEffect, nameOfDatabase } from './database.ts'
import type { DbtOptions } from './dbt-options.ts'
import { type DbtProject, dbtProject } from './dbt-project.ts'
import { withFileSources } from './files/file-sources.ts'
import { isInlined, nameOfNode, nameOfSource } from './graph-names.ts'
import { exposureOf, labelsOf, labelsOfSources, metaOf, notedColumns } from './labels.ts'
import { externalFiles, nameOfFiles } from './made-by-dbt/external-files.ts'
import { externalRows, externalTable, nameOfRows } from './made-by-dbt/external-rows.ts'
import { madeByDbt } from './made-by-dbt/made-by-dbt.ts'
import { hasWays, isExternal, isItsStatement, isMadeByDbt } from './made-by-dbt/reasons.ts'
import { labelOf } from './mistakes.ts'
import { modelAsset } from './model.ts'
import { moduleFilesOf } from './modules.ts'
import { projectMistakes, refuseUnknown } from './project-mistakes.ts'
import { seedSource } from './seed.ts'
import { ownSources, sourceNames } from './sources.ts'
import { testCheck } from './test-check.ts'
import { unitTestCheck } from './unit-tests/unit-test.ts'

export type { DbtOptions } from './dbt-options.ts'

/**
 * The tables of a dbt project, by dbt's names. A type argument gives their rows types: `dbt<{ orders: Order }>(…)`.
 * Without one, each parameter that reads a table decides the type of its rows.
 */
export type DbtTables<Rows> = { readonly [Name in keyof Rows]: Asset<Rows[Name]> }
// biome-ignore lint/suspicious/noExplicitAny: what is taken apart by names that the compiler does not know is never missing
export type AnyTables = Readonly<Record<string, any>>

/**
 * `export const { stg_orders, orders } = dbt({ project: './warehouse' })`: models are assets, seeds and sources are
 * sources, tests are checks. All of them are in the graph, whichever are exported; `ref` and parameters are one graph.
 *
 * @throws AssetError `DBT_UNAVAILABLE`, `DBT_PROJECT`, `DBT_UNSUPPORTED`, `ASSET_OPTIONS`
 */
export function dbt(options: DbtOptions): AnyTables
export function dbt<Rows extends object>(options: DbtOptions): DbtTables<Rows>
export function dbt(options: DbtOptions): AnyTables {
  const { root } = projectPlace()
  refuseUnknown(options)
  const place = { root, project: resolve(root, options.project) }
  const { answer: asAnswered, ...described } = describeProject(options, place)
  const answer = withFileSources(asAnswered)
  const { files } = described
  const modules = moduleFilesOf(answer)
  let names: ProjectNames | undefined
  const sourceNamesOf = sourceNames(answer, options.sources ?? {}, () => names)
  const nodes = new Map(answer.nodes.map((node) => [node.id, node]))
  const nameOf = (id: string): string => {
    const node = nodes.get(id)
    return node === undefined ? sourceNamesOf.nameOf(id) : nameOfMember(nameOfNode(node))
  }
  const nameOfMember = (name: string): string => names?.nameOf(name) ?? name
  const project = dbtProject(answer, {
    ...{ ...described, place, nameOf, nameOfMember, options },
    isItsStatement: (node) => isItsStatement(answer, node),
  })
  const set = definitionSet(dbt, {
    name: answer.project,
    members: membersOf(project, options),
    labels: labelsOf(answer),
    exposures: answer.exposures.map(exposureOf),
    meta: metaOf(answer),
    columns: Object.fromEntries([
      ...answer.nodes.map((node) => [nameOfNode(node), notedColumns(node)] as const),
      ...answer.sources.map((one) => [nameOfSource(one), notedColumns(one)] as const),
    ]),
    labelsBeside: () => labelsOfSources(answer, sourceNamesOf),
    complete(projectNames) {
      names = projectNames
      return ownSources(project, sourceNamesOf)
    },
    files: { ...Object.fromEntries(files.files), ...modules.files },
    folders: [...files.folders, ...modules.folders],
    mistakes: projectMistakes(project, options),
  })
  return new Proxy(set, {
    get(target, name) {
      if (typeof name === 'string' && !(name in target) && name !== 'then') throw noSuchModel(name, answer, place)
      return Reflect.get(target, name)
    },
  })
}

function membersOf(project: DbtProject, { database }: DbtOptions): Readonly<Record<string, Member>> {
  const members: Record<string, Member> = {}
  for (const node of project.answer.nodes) {
    if (isInlined(node)) continue
    const { seed } = node
    members[nameOfNode(node)] =
      seed !== undefined && !hasWays(project.answer, node)
        ? seedSource(project.place, { ...node, seed })
        : node.type === 'test'
          ? testCheck(project, node)
          : isExternal(node)
            ? externalTable(project, node)
            : isMadeByDbt(project.answer, node)
              ? madeByDbt(project, node)
              : modelAsset(project, node)
    if (!isExternal(node)) continue
    members[nameOfRows(node)] = externalRows(project, node)
    members[nameOfFiles(node)] = externalFiles(project, node)
  }
  for (const test of project.answer.unitTests) members[nameOfNode(test)] = unitTestCheck(project, test)
  if (database !== undefined) members[nameOfDatabase(project)] = databaseEffect(project, database)
  return members
}

function noSuchModel(name: string, { nodes, functions, project }: DbtAnswer, place: DbtProject['place']): AssetError {
  const called = functions.some((one) => one.name === name)
  const inlined = nodes.find((node) => nameOfNode(node) === name && isInlined(node))
  const near = nodes.map(nameOfNode).find((one) => one.toLowerCase().includes(name.toLowerCase()))
  return new AssetError({
    code: 'ASSET_NOT_EXPORTED',
    message:
      inlined !== undefined
        ? `the model ${name} is ephemeral: it is a part of its readers, and no table`
        : called
          ? `${name} is a function of the dbt project: it is called by its readers, and no table`
          : `the dbt project ${project} has no model, seed or test "${name}"`,
    at: `${labelOf(place.root, place.project)}/dbt_project.yml:1`,
    fix:
      near === undefined ? 'take the name out: `dbt list` shows the names that there are' : `did you mean "${near}"?`,
  })
}
