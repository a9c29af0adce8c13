import { join } from 'node:path'
import { AssetError } from '../../errors.ts'
import { createLookups, type Lookups } from '../files/lookups.ts'
import { type InstalledPackage, packageVersion } from '../packages/installed.ts'
import { observeFiles } from './observe-files.ts'

/**
 * The version of an installed package's files: `name@version integrity patch`, as far as a lock file and patches tell.
 * A linked package (`file:`, a workspace) is source that may change under its version, so that its files are the
 * version.
 *
 * @throws AssetError `SOURCE_OBSERVE` where it is not installed.
 */
export async function observePackage(
  root: string,
  { name, glob }: { readonly name: string; readonly glob: readonly string[] },
  lookups?: Lookups,
): Promise<{ readonly version: string }> {
  const installed = installedPackage(root, name, lookups)
  if (!installed.linked) return { version: `${name}@${installed.identity}` }
  const { version } = await observeFiles(installed.folder, glob)
  return { version: `${name} linked ${version}` }
}

/** @throws AssetError `SOURCE_OBSERVE` where the project does not have it. */
export function installedPackage(
  root: string,
  name: string,
  lookups: Lookups = createLookups(),
): InstalledPackage & { readonly folder: string } {
  const installed = packageVersion(lookups, root, { fromFile: join(root, 'package.json'), specifier: name })
  if (installed?.folder !== undefined) return { ...installed, folder: installed.folder }
  throw new AssetError({
    code: 'SOURCE_OBSERVE',
    message: `the package "${name}" is not installed in ${root}`,
    facts: { package: name, lock: installed?.version },
    fix: installed === undefined ? `run \`npm install ${name}\`, or correct the name` : 'run `npm ci`',
  })
}
