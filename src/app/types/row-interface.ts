import { kindOf } from '../../run/declared/declared-types.ts'
import type { HeldField, HeldType } from '../../table/read/held-nulls.ts'

/** The rows of an asset as TypeScript reads them. */
export interface RowInterface {
  readonly asset: string
  /** For example `CleanDocuments`. */
  readonly name: string
  readonly fields: readonly HeldField[]
}

export function interfaceText({ asset, name, fields }: RowInterface): string {
  const lines = fields.map((field) => `  ${fieldText(field)}\n`)
  return `/** A row of ${asset}. */\nexport interface ${name} {\n${lines.join('')}}\n`
}

const plainName = /^[A-Za-z_$][\w$]*$/

function fieldText({ name, optional, ...type }: HeldField): string {
  return `${plainName.test(name) ? name : JSON.stringify(name)}${optional ? '?' : ''}: ${typeText(type)}`
}

function typeText(column: HeldType): string {
  const kind = kindOf(column.type)
  // Whether it includes null.
  if (kind === undefined) return 'unknown'
  const text = textOfKind(kind, column)
  return column.holdsNull ? `${text} | null` : text
}

function textOfKind(kind: NonNullable<ReturnType<typeof kindOf>>, { type, fields, of }: HeldType): string {
  switch (kind) {
    case 'bytes':
      return 'Uint8Array'
    case 'array':
      return arrayText(of as HeldType)
    case 'object':
      return type.kind === 'map'
        ? `Record<string, ${typeText(of as HeldType)}>`
        : `{ ${fields.map(fieldText).join('; ')} }`
    default:
      return kind
  }
}

function arrayText(element: HeldType): string {
  const text = typeText(element)
  return element.holdsNull ? `(${text})[]` : `${text}[]`
}
