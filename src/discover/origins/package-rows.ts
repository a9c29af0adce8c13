import type { SourceOrigin } from '../../define/definition.ts'
import type { FileRow } from '../../define/source.ts'
import { matchFiles } from '../observe/match-files.ts'
import { installedPackage } from '../observe/observe-package.ts'
import { fileRow } from './files-rows.ts'

type PackageOrigin = Extract<SourceOrigin, { readonly type: 'package' }>

/**
 * A row a file of an installed package, in the order of the paths, which are relative to the package. Errors as of
 * `filesRows`.
 */
export async function* packageRows(
  root: string,
  { name, glob, as }: PackageOrigin,
): AsyncGenerator<FileRow<string | Uint8Array>> {
  const { folder } = installedPackage(root, name)
  for (const path of await matchFiles(folder, glob)) yield fileRow(folder, { path, as })
}
