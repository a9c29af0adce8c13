import type { PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { AssetError } from '../../errors.ts'
import type { FoundFunction, WrongFunction } from '../../python/ask-facts.ts'
import { suggest } from '../../util/suggest.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { AskedFunction } from '../foreign/foreign-kind.ts'
import { fileLabel, placeLabel } from '../user-place.ts'
import type { PythonFunction } from './python-function.ts'

type Wrong = AskedFunction & { readonly of: PythonFunction }

/** What is wrong with a Python function, with its place and the cure. */
export function wrongFunction({ name, definition, of }: Wrong, wrong: WrongFunction, root: string): AssetError {
  const label = fileLabel(root, of.file)
  const facts = { asset: name, file: label, function: of.function }
  switch (wrong.wrong) {
    case 'no file':
      return new AssetError({
        code: 'PYTHON_FILE',
        message: `${name} is to be a function of ${label}, which is not there`,
        at: placeLabel(root, definition.at),
        facts,
        fix: 'write the path as it is from the file that names it, such as ./documents.py',
      })
    case 'syntax':
      return new AssetError({
        code: 'PYTHON_SYNTAX',
        message: `Python cannot read it: ${wrong.message}`,
        at: placeLabel(root, wrong),
        facts,
        fix: 'mend the file; the interpreter may also be older than what it is written for',
      })
    case 'absent':
      return new AssetError({
        code: wrong.option ? 'ASSET_OPTIONS' : 'PYTHON_FUNCTION',
        message: `${name}: ${wrong.message}`,
        at: placeLabel(root, wrong),
        facts,
        fix: wrong.fix,
      })
    case 'no function':
      return new AssetError({
        code: 'PYTHON_FUNCTION',
        message: `${label} has no function "${of.function}" at its top level`,
        at: placeLabel(root, definition.at),
        facts: { ...facts, functions: wrong.names },
        fix: cureOf(of.function, wrong.names),
      })
    case 'any number':
      return new AssetError({
        code: 'ASSET_PARAMETERS',
        message: `${of.function} takes any number of arguments (${wrong.parameter}), so that nobody knows which assets it reads`,
        at: placeLabel(root, { file: of.file, line: wrong.line }),
        facts,
        fix: 'name each asset as a parameter: def report(documents, orders):',
      })
    default:
      return unreachable(wrong)
  }
}

/** A decorator that gives the asset another name than its export. What is exported as a function that is named may. */
export function otherName(
  { name, origin, of }: Wrong & { readonly origin: PythonOrigin },
  { key, line }: Pick<FoundFunction, 'key' | 'line'>,
  root: string,
): AssetError | undefined {
  if (key === null || origin.function !== undefined) return undefined
  const parts = key.split('.')
  const isSame = parts.length === 1 ? name.split('.').at(-1) === key : name === key
  if (isSame) return undefined
  const own = parts.at(-1) as string
  const space = parts.slice(0, -1).join('.')
  const place =
    space === '' ? '' : `, in a file that the index exports as \`export * as ${space} from './${space}.ts'\``
  return new AssetError({
    code: 'ASSET_OPTIONS',
    message: `${name}: its decorator names the asset ${key}`,
    at: placeLabel(root, { file: of.file, line }),
    facts: { asset: name, key },
    fix: `write \`export const ${own} = …\`${place}; or name the function: { file, function: '${of.function}' }`,
  })
}

function cureOf(name: string, names: readonly string[]): string {
  const suggestion = suggest(name, names)
  if (suggestion !== undefined)
    return `did you mean "${suggestion}"? Another name than the export's is given as \`function\``
  if (names.length === 0) return `write \`def ${name}(…):\` in it`
  return `it has ${names.join(', ')}: give the export the name of one, or say which with \`function\``
}
