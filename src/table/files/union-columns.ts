import { AssetError } from '../../errors.ts'
import { tellUnseen } from './unseen-names.ts'

export interface FileColumns {
  readonly path: string
  readonly columns: readonly string[]
}

const most = 5

/**
 * The columns of several files, matched by name, in the order of their first appearance. A warning names files that
 * differ: that may be a mistake as well as a table that has grown.
 *
 * @throws AssetError `ASSET_VALUE` where two names differ only by case, which SQL takes for one.
 */
export function unionColumns(files: readonly FileColumns[], warn: (message: string) => void): readonly string[] {
  tellUnseen(files, warn)
  const firsts = new Map<string, { readonly name: string; readonly path: string; count: number }>()
  for (const { path, columns } of files) {
    for (const name of columns) {
      const first = firsts.get(name.toLowerCase())
      if (first === undefined) firsts.set(name.toLowerCase(), { name, path, count: 1 })
      else if (first.name !== name) throw otherCase(first, { name, path })
      else first.count += 1
    }
  }
  const all = [...firsts.values()]
  const warnings = all.filter(({ count }) => count < files.length).flatMap((column) => oddFiles(column, files))
  for (const warning of warnings.slice(0, most)) warn(warning)
  if (warnings.length > most) warn(`and ${warnings.length - most} more columns are not in every file`)
  return all.map(({ name }) => name)
}

function oddFiles({ name, count }: { name: string; count: number }, files: readonly FileColumns[]): readonly string[] {
  const with_ = files.filter(({ columns }) => columns.includes(name)).map(({ path }) => path)
  const without = files.filter(({ columns }) => !columns.includes(name)).map(({ path }) => path)
  if (with_.length < without.length)
    return [`only ${someFiles(with_)} has the column "${name}": it is null in the others`]
  return [
    `${someFiles(without)} has no column "${name}", which ${count} of ${files.length} files have: it is null there`,
  ]
}

/** `a.csv and 2 more` */
export function someFiles(paths: readonly string[]): string {
  const [first] = paths
  return paths.length === 1 ? (first as string) : `${first} and ${paths.length - 1} more`
}

function otherCase(
  first: { readonly name: string; readonly path: string },
  second: { readonly name: string; readonly path: string },
): AssetError {
  const places = first.path === second.path ? `both of ${first.path}` : `of ${first.path} and ${second.path}`
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `the columns "${first.name}" and "${second.name}", ${places}, differ only by case`,
    at: second.path,
    facts: { columns: [first.name, second.name], files: [first.path, second.path] },
    fix: 'give a column the same name in every file, and every column of a file a name of its own',
  })
}
