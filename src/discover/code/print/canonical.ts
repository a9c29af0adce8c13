import type { Ref } from '../facts.ts'
import type { Node, PropertyKey } from '../parser.ts'
import { createSightings } from '../reads/sightings.ts'
import { createScopes, namesOfPattern } from '../scopes.ts'
import { type FunctionNode, fieldsOf, isErased, isNode, keyName, unwrap } from '../syntax.ts'
import { mayReadDescription, withoutDescription } from './descriptions.ts'
import { isMessage, noteForms } from './loose-forms.ts'
import { type OrdinalTexts, ordinalTexts } from './ordinal-text.ts'
import { printBigints, printReference, printRequiredTexts } from './print-references.ts'
import { printScoped } from './print-scopes.ts'
import { createReferences, type Forms, type Printer, type Surroundings } from './printer.ts'
import { sqlTemplate } from './sql-template.ts'

export interface UnitOptions {
  /** The function whose first parameter may be read by ordinals. */
  readonly root?: FunctionNode | undefined
  /** What it declares. A function that declares nothing is a definition's own, and is given tables and a context. */
  readonly names?: readonly string[]
  /** The form in which records of older builds have it. */
  readonly older?: boolean
  /** Leaves the descriptions of schemas out. */
  readonly undescribed?: boolean
}
export interface CanonicalText {
  readonly text: string
  /** With ordinals in place of the names in the first parameter, where a root function has such a parameter. */
  readonly ordinals: OrdinalTexts | undefined
}
export interface CanonicalUnit {
  /** @param assigned The names that the file assigns to: any other `let` is the same as `const`. */
  finish(assigned: ReadonlySet<string>): CanonicalText
  readonly assigned: ReadonlySet<string>
  readonly refs: readonly Ref[]
  readonly sightings: Printer['sightings']
  /** The texts in it. */
  readonly strings: ReadonlySet<string>
  readonly forms: Forms
  /** Whether the older form has another text. */
  readonly hasOlderForm: boolean
  readonly descriptions: { readonly has: boolean; readonly reads: boolean }
}

/**
 * The text of code without comments, layout, types, quotes and the names of locals: equal texts do the same, as long as
 * their references mean the same. It is a text and not the minified code of a bundler, whose short names depend on
 * unrelated code.
 */
export function canonicalUnit(
  nodes: readonly (Node | null)[],
  around: Surroundings,
  options: UnitOptions = {},
): CanonicalUnit {
  const { root, names } = options
  const printer = createPrinter(around, options)
  for (const node of nodes)
    if (node?.type === 'FunctionDeclaration' && node.id !== null) printer.likeConstants.add(node)
  if (names?.length === 0) for (const parameter of root?.params ?? []) printer.sightings.selves.reported.add(parameter)
  for (const node of nodes) printer.print(node)
  printRequiredTexts(printer)
  const { out, kinds, assigned, references, sightings, forms, hasOlderForm, hasDescriptions, readsDescriptions } =
    printer
  return {
    finish(all) {
      for (const { at, names } of kinds) if (!names.some((name) => all.has(name))) out[at] = 'let'
      return { text: out.join(' '), ordinals: ordinalTexts(printer) }
    },
    assigned,
    refs: references.all,
    sightings,
    strings: printer.strings,
    forms,
    hasOlderForm,
    descriptions: { has: hasDescriptions, reads: readsDescriptions },
  }
}

/**
 * The number of the form of these texts. Another number is another scheme, in which equal code may have another hash.
 * Code whose text differs between forms is also printed in the older form, and records of older builds are found by
 * that hash, so that nothing is made again.
 */
export const canonicalForm = 'canonical-3'

function createPrinter(
  around: Surroundings,
  { root, names, older = false, undescribed = false }: UnitOptions,
): Printer {
  const printer: Printer = {
    out: [],
    scopes: createScopes(),
    labels: [],
    around,
    references: createReferences(),
    sightings: createSightings(around),
    root,
    isDefinition: names?.length === 0,
    isOlderForm: older,
    hasOlderForm: false,
    isUndescribed: undescribed,
    hasDescriptions: false,
    readsDescriptions: false,
    forms: { any: false, refs: [], reported: new Set() },
    methods: new Set(),
    likeConstants: new Set(),
    results: undefined,
    ordinals: undefined,
    firstParameter: undefined,
    readsArguments: false,
    strings: new Set(),
    required: new Set(),
    kinds: [],
    assigned: new Set(),
    constants: new Map(),
    origins: new Map(),
    ofData: new Set(),
    functions: [],
    following: new Set(),
    print: (node) => print(printer, node),
    list(nodes) {
      printer.out.push('[')
      for (const node of nodes) if (node === null || !isLeftOut(printer, node)) print(printer, node)
      printer.out.push(']')
    },
  }
  return printer
}

function isLeftOut(printer: Printer, node: Node): boolean {
  if (isErased(node)) return true
  if (!isMessage(printer, node)) return false
  printer.hasOlderForm = true
  return !printer.isOlderForm
}

function print(printer: Printer, child: Node | null | undefined): void {
  const { out, around } = printer
  if (child === null || child === undefined) {
    out.push('_')
    return
  }
  const node = withoutDescription(printer, unwrap(child))
  printer.readsDescriptions ||= mayReadDescription(node)
  if (isErased(node)) return
  const unit = around.unitOf(node)
  if (unit !== undefined) {
    out.push(printer.references.add({ to: 'unit', unit }))
    return
  }
  noteAssigned(printer, node)
  printer.sightings.visit(node, printer)
  noteForms(printer.forms, node, printer)
  if (printReference(printer, node) || printScoped(printer, node) || printLeaf(printer, node)) return
  out.push(`(${node.type}`)
  for (const field of fieldsOf(node)) printField(printer, (node as unknown as Record<string, unknown>)[field])
  out.push(')')
}

/** Which names are given another value: where none is, `let` is `const`. */
function noteAssigned({ assigned }: Printer, node: Node): void {
  const names =
    node.type === 'AssignmentExpression'
      ? namesOfPattern(node.left)
      : node.type === 'UpdateExpression'
        ? namesOfPattern(node.argument)
        : (node.type === 'ForInStatement' || node.type === 'ForOfStatement') && node.left.type !== 'VariableDeclaration'
          ? namesOfPattern(node.left)
          : []
  for (const name of names) assigned.add(name)
}

function printField(printer: Printer, value: unknown): void {
  if (Array.isArray(value)) printer.list(value as (Node | null)[])
  else if (isNode(value) || value === null || value === undefined) printer.print(value)
  else printer.out.push(JSON.stringify(value) ?? '_')
}

/** Nodes whose text is their value, and those with keys. */
function printLeaf(printer: Printer, node: Node): boolean {
  const { out } = printer
  switch (node.type) {
    case 'Literal':
      out.push(literalText(printer, node))
      return true
    case 'TemplateLiteral':
      printTemplate(printer, node)
      return true
    case 'TaggedTemplateExpression':
      printTagged(printer, node)
      return true
    case 'Property':
      out.push('(property', setsPrototype(node) ? 'prototype' : node.kind, node.method ? 'method' : '')
      printKey(printer, node)
      if (node.method || node.kind !== 'init') printer.methods.add(node.value)
      printer.print(node.value)
      out.push(')')
      return true
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      out.push(`(${node.type}`, 'kind' in node ? node.kind : '', node.static ? 'static' : '')
      printer.list(node.decorators)
      printKey(printer, node)
      if (node.type === 'MethodDefinition') printer.methods.add(node.value)
      printer.print(node.value)
      out.push(')')
      return true
    case 'PrivateIdentifier':
      out.push(privateText(printer, node.name))
      return true
    default:
      return false
  }
}

function literalText({ strings }: Printer, node: Extract<Node, { type: 'Literal' }>): string {
  if ('regex' in node) return `/${node.regex.pattern}/${node.regex.flags}`
  if ('bigint' in node) return `${node.bigint}n`
  if (typeof node.value === 'string') strings.add(node.value)
  // `1e999` is no `null`.
  if (typeof node.value === 'number') return String(node.value)
  return JSON.stringify(node.value)
}

/** A template without expressions is the string it is. */
function printTemplate(printer: Printer, node: Extract<Node, { type: 'TemplateLiteral' }>): void {
  const texts = node.quasis.map(({ value }) => sameLineEnds(value.cooked ?? value.raw))
  for (const text of texts) printer.strings.add(text)
  if (node.expressions.length === 0) {
    printer.out.push(JSON.stringify(texts[0]))
    return
  }
  printer.out.push('(template', ...texts.map((text) => JSON.stringify(text)))
  printer.list(node.expressions)
  printer.out.push(')')
}

function printTagged(printer: Printer, node: Extract<Node, { type: 'TaggedTemplateExpression' }>): void {
  const { out } = printer
  const statement = sqlTemplate(printer, node)
  if (statement !== undefined) printer.hasOlderForm = true
  const canonical = printer.isOlderForm ? undefined : statement
  out.push(canonical === undefined ? '(tagged' : '(sql')
  printer.print(node.tag)
  // Older builds printed only bigints in another form; records of theirs are found by that text.
  if (canonical !== undefined || statement === undefined) printBigints(printer, node)
  if (canonical !== undefined) out.push(JSON.stringify(canonical))
  else for (const quasi of node.quasi.quasis) out.push(JSON.stringify(sameLineEnds(quasi.value.raw)))
  printer.list(node.quasi.expressions)
  out.push(')')
}

/** ECMAScript reads every line end in a template as `\n`. */
function sameLineEnds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

/** `{ __proto__: x }` gives the object a prototype; `{ __proto__ }` and `{ ['__proto__']: x }` a member. */
function setsPrototype({ key, computed, shorthand, method, kind }: Extract<Node, { type: 'Property' }>): boolean {
  return !computed && !shorthand && !method && kind === 'init' && keyName(key as PropertyKey) === '__proto__'
}

interface Keyed {
  readonly key: PropertyKey
  readonly computed: boolean
}
function printKey(printer: Printer, { key, computed }: Keyed): void {
  if (computed) {
    printer.out.push('computed')
    printer.print(key)
  } else if (key.type === 'PrivateIdentifier') {
    printer.out.push(privateText(printer, key.name))
  } else {
    printer.out.push(JSON.stringify(keyName(key)))
  }
}

function privateText({ scopes }: Printer, name: string): string {
  const binding = scopes.find(`#${name}`)
  return binding === undefined ? `#${name}` : `#$${binding}`
}
