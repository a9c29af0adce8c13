import { readSqlLayout, sqlHole } from '../../../util/sql-layout.ts'
import { isDefinerImport } from '../definers.ts'
import type { Node } from '../parser.ts'
import { childrenOf, isFunction, unwrap } from '../syntax.ts'
import { isOutside, type Printer } from './printer.ts'

type Template = Extract<Node, { type: 'TaggedTemplateExpression' }>

/**
 * The statement of a `sql` template of this framework without comments and layout, with a hole for each expression.
 * `undefined` for a template of another tag, and where the text by itself does not say what is a string and what is
 * not.
 */
export function sqlTemplate(printer: Printer, node: Template): string | undefined {
  const { tag, quasi } = node
  if (tag.type !== 'Identifier' || !isOutside(printer, tag.name)) return undefined
  if (!isDefinerImport(printer.around.imported(tag.name), 'sql')) return undefined
  const texts = quasi.quasis.map(({ value }) => value.cooked)
  if (texts.some((text) => typeof text !== 'string' || text.includes(sqlHole))) return undefined
  const { canonical, end, quotesHole } = readSqlLayout(texts.join(sqlHole))
  if (end === 'open' || quotesHole) return undefined
  // A piece may be put beside a word; whether white space stands at its ends decides whether the two are one.
  return printer.isDefinition && results(printer).has(node) ? canonical.trim() : canonical
}

/** The results of the asset's own function, which are never a piece of another statement. */
function results(printer: Printer): ReadonlySet<Node> {
  if (printer.results === undefined) {
    printer.results = new Set()
    const body = printer.root?.body as Node | undefined
    if (body?.type === 'BlockStatement') addReturned(body, printer.results)
    else if (body) addResult(body, printer.results)
  }
  return printer.results
}

function addReturned(node: Node, into: Set<Node>): void {
  if (node.type === 'ReturnStatement') {
    if (node.argument !== null) addResult(node.argument, into)
  } else if (!isFunction(node)) for (const child of childrenOf(node)) addReturned(child, into)
}

function addResult(value: Node, into: Set<Node>): void {
  const node = unwrap(value)
  if (node.type !== 'ConditionalExpression') into.add(node)
  else for (const one of [node.consequent, node.alternate]) addResult(one, into)
}
