import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { glob } from 'tinyglobby'
import { AssetError } from '../../errors.ts'

/**
 * The files that match, relative to the folder, with `/`, sorted by code unit, so that the order is the same on every
 * machine. A name that begins with a dot matches only where the glob itself writes the dot; nothing inside
 * `node_modules` or `.assetstore` matches. No match is an answer like any other: whether a source may be empty is for
 * its definition to say.
 *
 * @throws AssetError `SOURCE_OBSERVE` where a name is no UTF-8: no path leads to its file then.
 */
export async function matchFiles(folder: string, globs: readonly string[]): Promise<readonly string[]> {
  const paths = await glob([...globs], {
    cwd: folder,
    dot: false,
    expandDirectories: false,
    ignore: ['**/node_modules/**', '**/.assetstore/**'],
  })
  const nameless = paths.find((path) => path.includes(unreadable) && !existsSync(join(folder, path)))
  if (nameless !== undefined) throw noText(nameless)
  return paths.sort()
}

/** What Node puts in the place of bytes that are no UTF-8. */
const unreadable = '\uFFFD'

function noText(path: string): AssetError {
  return new AssetError({
    code: 'SOURCE_OBSERVE',
    message: `the name of the file ${path} is no UTF-8, so that nothing can be read by it`,
    facts: { path },
    fix: 'give it another name, or leave it out of the glob',
  })
}

export function noMatch(folder: string, globs: readonly string[]): AssetError {
  return new AssetError({
    code: 'SOURCE_EMPTY',
    message: `no file matches ${globs.map((one) => `"${one}"`).join(', ')} in ${folder}`,
    facts: { glob: globs, folder },
    fix: "correct the glob, or add the files: a name with a leading dot matches only a glob that writes the dot; if there need be none, declare empty: 'allow'",
  })
}
