import { foreignSymbol, isForeign } from '../../define/foreign/foreign-function.ts'
import { engineOrigin } from '../../discover/foreign/engine-facts.ts'
import { functionOf } from '../../discover/kinds/source-kinds.ts'
import { AssetError } from '../../errors.ts'
import type { Workspace } from '../../project/workspace.ts'
import { findInterpreter, type Interpreter } from '../../python/interpreter.ts'
import { askInventory, type Inventory, movedFrom } from '../../python/inventory.ts'
import type { Session } from '../open/session.ts'
import type { Finding } from './finding.ts'

/** The packages whose values Python functions take and return, with the oldest supported release. */
const packages = { pandas: '2.0', polars: '1.0', pyarrow: '16.0', pydantic: '2.0', pyspark: '3.5' } as const

/**
 * The Python that calls the functions of a project, where it has such functions, and the packages that this Python has.
 * Nothing of the project's is imported.
 */
export async function pythonFindings({ workspace }: Pick<Session, 'workspace'>): Promise<readonly Finding[]> {
  if (!usesPython(workspace)) return []
  const { root, options } = workspace.project
  try {
    const interpreter = findInterpreter({ root, python: options.python })
    const inventory = await askInventory(interpreter, [...Object.keys(packages), 'pyspark-client'])
    return [
      whichPython(interpreter, inventory),
      ...movedFinding(interpreter),
      ...packageFindings(interpreter, inventory),
    ]
  } catch (error) {
    if (!AssetError.is(error)) throw error
    return [{ name: 'python', state: 'bad', found: error.message, fix: error.fix as string }]
  }
}

function usesPython({ project, definition }: Pick<Workspace, 'project' | 'definition'>): boolean {
  return project.nodes.some(({ name }) => {
    const of = definition(name)
    const run = functionOf(of)
    return engineOrigin(of) !== undefined || (isForeign(run) && run[foreignSymbol].type === 'python')
  })
}

const foundBy: Readonly<Record<Interpreter['from'], string>> = {
  project: 'by `python` of the project file',
  active: 'of the environment that is active',
  local: 'of the environment in the project',
  path: 'of the search path: no environment is active, and none lies in the project',
}

function whichPython({ path, from }: Interpreter, { python }: Inventory): Finding {
  const found = `${path}, ${python}, ${foundBy[from]}`
  if (!isOlder(python, '3.10')) return { name: 'python', state: 'ok', found }
  const fix = 'make the environment with Python 3.10 or newer, or name another one as `python` in the project file'
  return { name: 'python', state: 'bad', found: `${found}, which is older than 3.10`, fix }
}

function movedFinding(interpreter: Interpreter): readonly Finding[] {
  const from = movedFrom(interpreter)
  if (from === undefined) return []
  const found = `its environment was made as ${from} and moved: pip and the other commands in it start what is there`
  return [{ name: 'python', state: 'warn', found, fix: 'make it again where it is to be' }]
}

function packageFindings({ path }: Interpreter, { packages: installed }: Inventory): readonly Finding[] {
  const there = Object.entries({ ...installed, pyspark: installed.pyspark ?? installed['pyspark-client'] ?? null })
    .filter(([name]) => name in packages)
    .map(([name, version]) => ({ name: name as keyof typeof packages, version }))
  const have = there.flatMap(({ name, version }) => (version === null ? [] : `${name} ${version}`))
  const lack = there.flatMap(({ name, version }) => (version === null ? name : []))
  const lists = [
    have.join(', ') || 'none of the packages of frames',
    lack.length === 0 ? '' : `not there: ${lack.join(', ')}`,
  ]
  const found = lists.filter((text) => text !== '').join('; ')
  const old = there.filter(({ name, version }) => version !== null && isOlder(version, packages[name]))
  const isWithoutArrow = installed.pandas !== null && installed.pyarrow === null
  return [
    { name: 'python packages', state: 'ok', found },
    ...old.map(({ name, version }): Finding => {
      const fix = `${path} -m pip install --upgrade '${name}>=${packages[name]}'`
      return { name, state: 'warn', found: `${version}, which is older than ${packages[name]}`, fix }
    }),
    ...(isWithoutArrow
      ? [
          {
            ...{ name: 'pyarrow', state: 'warn' as const, fix: `${path} -m pip install pyarrow` },
            found: 'not there, and tables are given as frames of pandas, or taken from them, with it',
          },
        ]
      : []),
  ]
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0)) as [
    number[],
    number[],
  ]
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part)
  return at >= 0 && (a[at] ?? 0) < (b[at] as number)
}
