import { AssetError } from '../../index.ts'
import type { DbtNode, DbtUnitTest } from './answer.ts'
import type { DbtOptions } from './dbt-options.ts'
import type { DbtProject } from './dbt-project.ts'
import { isInlined, nameOfNode, nameOfSource } from './graph-names.ts'
import { fileOf, labelOf, refusal, typeOf } from './mistakes.ts'

const optionNames = [
  'project',
  'sources',
  'target',
  'vars',
  'command',
  'database',
] as const satisfies readonly (keyof DbtOptions)[]

/** @throws AssetError `ASSET_OPTIONS` where `dbt` does not have an option, or its value has another type. */
export function refuseUnknown(options: DbtOptions): void {
  const wrong = Object.keys(options ?? {}).find((name) => !(optionNames as readonly string[]).includes(name))
  if (wrong === undefined && typeof options?.project === 'string') {
    refuseNoFile(options)
    return
  }
  throw new AssetError({
    code: 'ASSET_OPTIONS',
    message: wrong === undefined ? 'dbt has no `project`' : `dbt has no option "${wrong}"`,
    fix:
      wrong === undefined
        ? "say the folder of the dbt project: dbt({ project: './warehouse' })"
        : `take it out; its options are ${optionNames.join(', ')}`,
  })
}

function refuseNoFile({ database }: DbtOptions): void {
  if (database === undefined || (typeof database === 'string' && database !== '')) return
  throw new AssetError({
    code: 'ASSET_OPTIONS',
    message: '`database` of dbt names no file',
    fix: "say the file, relative to the project: dbt({ database: 'warehouse/shop.duckdb' })",
  })
}

/** What is wrong with the project as a whole. */
export function projectMistakes(project: DbtProject, { sources = {} }: DbtOptions): readonly AssetError[] {
  return [...sameNames(project), ...unknownSources(project, sources), ...computedNames(project)]
}

function sameNames({ answer: { nodes, unitTests }, place: { root } }: DbtProject): readonly AssetError[] {
  const byName = Map.groupBy([...nodes.filter((node) => !isInlined(node)), ...unitTests], nameOfNode)
  return [...byName].flatMap(([name, [first, second]]) =>
    first === undefined || second === undefined ? [] : [sameName(name, { root, first, second })],
  )
}

type Named = DbtNode | DbtUnitTest

function sameName(
  name: string,
  { root, first, second }: { readonly root: string; readonly first: Named; readonly second: Named },
): AssetError {
  return new AssetError({
    code: 'ASSET_DUPLICATE',
    message: `"${name}" is the name of the ${typeOf(first)} at ${labelOf(root, fileOf(first))} and of the ${typeOf(second)} at ${labelOf(root, fileOf(second))}`,
    at: `${labelOf(root, fileOf(second))}:1`,
    facts: { name, first: fileOf(first), second: fileOf(second) },
    fix: 'rename one of the two in the dbt project',
  })
}

function unknownSources(
  { answer, place: { root, project } }: DbtProject,
  mapped: Readonly<Record<string, string>>,
): readonly AssetError[] {
  const names = answer.sources.map(nameOfSource)
  return Object.keys(mapped)
    .filter((name) => !names.includes(name))
    .map(
      (name) =>
        new AssetError({
          code: 'ASSET_OPTIONS',
          message: `dbt({ sources }) names "${name}", which is no source of ${answer.project}`,
          at: `${labelOf(root, project)}/dbt_project.yml:1`,
          fix: names.length === 0 ? 'take it out: the project has no sources' : `its sources are ${names.join(', ')}`,
        }),
    )
}

/** A variable with a computed name cannot be tracked, so it is refused. */
function computedNames({ files, place: { root } }: DbtProject): readonly AssetError[] {
  return [...new Set(files.computed)].map((file) =>
    refusal(
      root,
      { file },
      {
        message: 'a variable is read by a name that is computed, so that nobody would see it change',
        fix: "write the name: env_var('WAREHOUSE')",
      },
    ),
  )
}
