import type { Pattern } from './facts.ts'
import type { Node } from './parser.ts'
import { constantOf, type Printer } from './print/printer.ts'
import { unwrap } from './syntax.ts'

/** How a text starts and ends. */
export interface Ends extends Pattern {
  /** There is nothing in between. */
  readonly isWhole: boolean
}
export const unknownText: Ends = { start: '', end: '', isWhole: false }

/** How a text starts and ends, as far as that is written: also where it has a name. */
export function textEnds(printer: Printer, source: Node): Ends {
  const node = unwrap(source)
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? wholeText(node.value) : unknownText
    case 'Identifier':
      return constantOf(printer, node.name, (value) => textEnds(printer, value)) ?? unknownText
    case 'BinaryExpression':
      return node.operator === '+'
        ? joined([textEnds(printer, node.left as Node), textEnds(printer, node.right)])
        : unknownText
    case 'TemplateLiteral':
      return joined(
        node.quasis.flatMap(({ value }, index) => {
          const part = node.expressions[index]
          return [wholeText(value.cooked ?? value.raw), ...(part === undefined ? [] : [textEnds(printer, part)])]
        }),
      )
    default:
      return unknownText
  }
}

export const wholeText = (text: string): Ends => ({ start: text, end: text, isWhole: true })

export function joined(parts: readonly Ends[]): Ends {
  return parts.reduce((one, other) => ({
    start: one.isWhole ? one.start + other.start : one.start,
    end: other.isWhole ? one.end + other.end : other.end,
    isWhole: one.isWhole && other.isWhole,
  }))
}
