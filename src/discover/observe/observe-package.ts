import { join } from 'node:path'
import { AssetError } from '../../errors.ts'
import { type InstalledPackage, packageVersion } from '../packages.ts'
import { observeFiles } from './observe-files.ts'

/**
 * The version of an installed package's files: `name@version integrity`, without the integrity where no lock file tells it. A linked
 * package (`file:`, a workspace) is source that may change under its version, so that its files are the version.
 *
 * @throws AssetError `SOURCE_OBSERVE` where it is not installed.
 */
export async function observePackage(
  root: string,
  name: string,
  globs: readonly string[],
): Promise<{ readonly version: string }> {
  const installed = installedPackage(root, name)
  if (!installed.linked) return { version: versionText(installed) }
  const { version } = await observeFiles(installed.folder, globs)
  return { version: `${name} linked ${version}` }
}

/** @throws AssetError `SOURCE_OBSERVE` where the project does not have it. */
export function installedPackage(root: string, name: string): InstalledPackage & { readonly folder: string } {
  const found = packageVersion(root, { fromFile: join(root, 'package.json'), specifier: name })
  if (found?.folder !== undefined) return { ...found, folder: found.folder }
  throw new AssetError({
    code: 'SOURCE_OBSERVE',
    message: `the package "${name}" is not installed in ${root}`,
    facts: { package: name, lock: found?.version },
    fix: found === undefined ? `run \`npm install ${name}\`, or correct the name` : 'run `npm ci`',
  })
}

function versionText({ name, version, integrity }: InstalledPackage): string {
  return integrity === undefined ? `${name}@${version}` : `${name}@${version} ${integrity}`
}
