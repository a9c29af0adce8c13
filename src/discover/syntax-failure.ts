import { AssetError } from '../errors.ts'
import { errorCode } from '../util/error-code.ts'
import type { FailedLoad } from './record-modules.ts'
import { fileLabel, filePath } from './user-place.ts'

/** Where Node found the error: it writes the place, the line and a caret above the stack of every error of a compiler. */
interface Found {
  readonly file: string
  readonly label: string
  /** `assets/crm.ts:3:7`, or without the column where there is no caret. */
  readonly at: string
  readonly line: string
}

/** Source that does not parse, that Node cannot strip of its types, or that imports a name which is not there. */
export function syntaxFailure(error: SyntaxError, load: FailedLoad): AssetError | undefined {
  const found = findPlace(error, load)
  if (found === undefined) return undefined
  if (errorCode(error) === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return unsupported(error, found)
  const [, specifier, name] =
    /requested module '(.*)' does not provide an export named '(.*)'/.exec(error.message) ?? []
  if (specifier !== undefined && name !== undefined) return missingExport({ specifier, name, found, load })
  return new AssetError({
    code: 'PROJECT_SYNTAX',
    message: `${found.label} is no valid ${/ts$/.test(found.file) ? 'TypeScript' : 'JavaScript'}: ${firstLower(error.message)}`,
    at: found.at,
    facts: { line: found.line },
    fix: 'correct the syntax there; `npx tsc --noEmit` lists every error of the project',
    cause: error,
  })
}

function findPlace(error: SyntaxError, { root, record }: FailedLoad): Found | undefined {
  const [head = '', line = '', caret = ''] = (error.stack ?? '').split('\n')
  const [, address, row] = /^((?:file:|\/|[A-Za-z]:\\).*):(\d+)$/.exec(head) ?? []
  if (address === undefined || !record.isProjectFile(filePath(address))) return undefined
  const label = fileLabel(root, address)
  const column = /^\s*\^/.test(caret) ? `:${caret.indexOf('^') + 1}` : ''
  return { file: filePath(address), label, at: `${label}:${row}${column}`, line: line.trim() }
}

function unsupported(error: SyntaxError, { at, label, line }: Found): AssetError {
  const construct =
    /TypeScript (.*?) (?:is|are) not supported/.exec(error.message)?.[1] ?? 'syntax that is more than types'
  return new AssetError({
    code: 'TYPESCRIPT_UNSUPPORTED',
    message: `${label} uses TypeScript's ${construct}, which Node cannot run: it only strips types`,
    at,
    facts: { line, construct },
    fix: `${cures.find(([pattern]) => pattern.test(construct))?.[1] ?? 'write it without'}; with "erasableSyntaxOnly": true in tsconfig.json the compiler says so`,
    cause: error,
  })
}

const cures: readonly (readonly [RegExp, string])[] = [
  [/enum/, "write an object instead: const Color = { red: 'red' } as const"],
  [/parameter propert/, 'declare the field in the class and assign it in the constructor'],
  [/namespace|module/, 'write the members as exports of a file of their own'],
  [/import/, "write `import … from '…'` instead"],
  [/export/, 'write `export default …` or a named export instead'],
  [/assertion/, 'write `value as Type` instead'],
]

interface MissingExport {
  readonly specifier: string
  readonly name: string
  readonly found: Found
  readonly load: FailedLoad
}

function missingExport({ specifier, name, found, load }: MissingExport): AssetError {
  const { record, root } = load
  const target = record.resolutions.find((one) => one.parent === found.file && one.specifier === specifier)
  const path = target?.url.startsWith('file:') ? filePath(target.url) : undefined
  const isType = new RegExp(`\\b(?:interface|type)\\s+${name.replaceAll('$', '\\$')}\\b`).test(
    record.texts.get(path ?? '') ?? '',
  )
  const from = path !== undefined && record.texts.has(path) ? fileLabel(root, path) : `"${specifier}"`
  return new AssetError({
    code: 'PROJECT_LOAD',
    message: `${found.label} imports "${name}" from ${from}, which ${isType ? 'exports it as a type only' : 'does not export it'}`,
    at: found.at,
    facts: { line: found.line, name, from: specifier },
    fix: isType
      ? `write \`import type { ${name} }\`: Node strips types and so cannot import one`
      : `export it there, or correct the name; if it is a type, write \`import type { ${name} }\``,
  })
}

function firstLower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
