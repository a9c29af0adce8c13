import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AssetError } from '../../errors.ts'
import { fileLabel } from '../user-place.ts'

interface Place {
  readonly root: string
  readonly configFile: string
}

/**
 * Node runs such a project all the same; the compiler does not know one of its types, and says so in many other words.
 */
export function moduleTypeWarnings({ root, configFile }: Place) {
  const type = moduleTypeOf(configFile)
  if (type === undefined || type.type !== undefined) return []
  const at = fileLabel(root, type.file)
  const message = `${at} has no "type": "module", so that the compiler takes the project's files for CommonJS and everything in them for \`any\``
  return [{ code: 'PROJECT_INVALID' as const, message, at, fix: 'add "type": "module" to it' }]
}

/**
 * Under CommonJS, Node stops at the first import, with a message that leads to that line.
 *
 * @throws AssetError `PROJECT_INVALID`
 */
export function refuseCommonJs({ root, configFile }: Place): void {
  const type = moduleTypeOf(configFile)
  if (type?.type !== 'commonjs' || !/^(?:import|export)\b/m.test(readFileSync(configFile, 'utf8'))) return
  const at = fileLabel(root, type.file)
  const message = `${at} says that the project's files are CommonJS, and they are ES modules`
  throw new AssetError({ code: 'PROJECT_INVALID', message, at, fix: 'write "type": "module" there' })
}

/** What the nearest `package.json` says. Whoever needs that file reports it where it cannot be read. */
function moduleTypeOf(configFile: string): { readonly file: string; readonly type: unknown } | undefined {
  if (/\.m[jt]s$/.test(configFile)) return undefined
  for (let folder = dirname(configFile); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    try {
      return { file, type: JSON.parse(readFileSync(file, 'utf8')).type }
    } catch (error) {
      if (error instanceof SyntaxError || folder === dirname(folder)) return undefined
    }
  }
}
