import { createHash } from 'node:crypto'
import { bigintPaths } from '../declared/bigints.ts'
import { writtenType } from '../declared/row-type.ts'
import { cutDefinitions } from './definition-calls.ts'
import type { Members, ModuleFacts, UnitFacts } from './facts.ts'
import { loadFacts } from './loading/load-facts.ts'
import { type Draft, type Drafts, draftModule } from './module-drafts.ts'
import { constantsIn } from './named-values.ts'
import { type Comment, type Node, type Program, parseModule } from './parser.ts'
import { type CanonicalText, type CanonicalUnit, canonicalUnit } from './print/canonical.ts'
import type { Forms, Surroundings } from './print/printer.ts'
import { askedFacts } from './reads/asked-names.ts'
import { selfFacts } from './reads/self-reads.ts'
import { namesOfPattern } from './scopes.ts'
import { membersOf } from './slice/members.ts'
import { stateFacts } from './state/module/collect.ts'
import type { StateFacts } from './state-facts.ts'
import { isClass, isFunction, memberChain, unwrap } from './syntax.ts'

interface ModuleText {
  readonly path: string
  readonly text: string
  readonly sha256: string
}

export function collectModule({ path, text, sha256 }: ModuleText): ModuleFacts {
  const { program, comments } = parseModule(path, text)
  const drafts = draftModule(program.body)
  const cut = cutDefinitions(drafts)
  const bindings = bindingsOf(drafts)
  const lines = lineStarts(text)
  const ignored = ignoredOffsets(comments, text)
  const constants = constantsOf(drafts)
  const exported = new Set([...drafts.exports.values()].map((one) => ('local' in one ? one.local : '')))
  const makesRequire = drafts.imports.values().some(({ from }) => /^(?:node:)?module$/.test(from))
  const isCommon = drafts.evaluates.size === 0 && drafts.exports.size === 0
  const handsOnRequire = makesRequire || (isCommon && handedRequire.test(text))
  const written = drafts.units.map((draft) => {
    const around: Surroundings = {
      isDeclared: (name) => bindings.has(name),
      imported: (name) => drafts.imports.get(name),
      isExported: (name) => exported.has(name),
      constant: (name) => constants.get(name),
      mayRequire: (from) => /^[\w@#./-]+$/.test(from) && (handsOnRequire || (isCommon && /^[./#]/.test(from))),
      isSloppy: isCommon && !isStrict(program),
      lineOf: (offset) => lineAt(lines, offset),
      bigintsOf: (type) => (type === undefined ? [] : bigintPaths(writtenType(type, { program }).fields ?? [])),
      unitOf: (node) => (node === draft.node ? undefined : cut.get(node)),
    }
    const canonical = canonicalUnit([draft.node], around, draft)
    const older = canonical.hasOlderForm ? canonicalUnit([draft.node], around, { ...draft, older: true }) : undefined
    const undescribed = canonical.descriptions.has
      ? canonicalUnit([draft.node], around, { ...draft, undescribed: true })
      : undefined
    return { draft, canonical, older, undescribed, state: stateFacts(draft, around), members: membersOf(draft, around) }
  })
  const assigned = new Set(written.flatMap(({ canonical }) => [...canonical.assigned]))
  const holding = new Set(written.flatMap(({ state }) => givenObjects(state)))
  const units = written.map(({ draft, canonical, older, undescribed, state, members }) =>
    unitFacts(draft, {
      canonical,
      state: draft.names.some((name) => holding.has(name)) ? openState(state) : state,
      members: draft.names.some((name) => assigned.has(name)) ? undefined : members,
      texts: canonical.finish(assigned),
      older: older?.finish(assigned),
      undescribed: undescribed?.finish(assigned),
      source: (node) => hashOf(text.slice(node.start, node.end)),
      line: lineAt(lines, draft.start),
      ignored: ignored.has(draft.start),
    }),
  )
  return {
    kind: 'module',
    sha256,
    units,
    bindings: [...bindings],
    imports: [...drafts.imports],
    exports: [...drafts.exports],
    stars: drafts.stars,
    bare: drafts.bare,
    evaluates: [...drafts.evaluates],
    dynamic: [...new Set(units.flatMap(({ refs }) => refs.flatMap((ref) => (ref.to === 'module' ? [ref.from] : []))))],
    calls: [...drafts.calls],
    loading: loadFacts(program.body, (offset) => lineAt(lines, offset)),
  }
}

/** Names that are assigned what may be an object: whatever they were declared with, they may hold that. */
function givenObjects({ writes = [] }: StateFacts): string[] {
  return writes.flatMap((write) => (write.to === 'name' && write.holds ? [write.path] : []))
}

function openState({ shape, ...state }: StateFacts): StateFacts {
  return { ...state, kind: 'state' }
}

/** `require` as a value, and not as what is called there: `const load = require`, `require.call(module, name)`. */
const handedRequire = /\brequire\b(?!\s*[(.])|\brequire\s*\.\s*(?:apply|bind|call)\b/

function isStrict({ body: [first] }: Program): boolean {
  return first?.type === 'ExpressionStatement' && 'directive' in first && first.directive === 'use strict'
}

interface UnitContext {
  readonly canonical: CanonicalUnit
  readonly state: StateFacts
  readonly members: Members | undefined
  readonly texts: CanonicalText
  readonly older: CanonicalText | undefined
  readonly undescribed: CanonicalText | undefined
  /** sha256 of a node as it is written. */
  readonly source: (node: Node) => string
  readonly line: number
  readonly ignored: boolean
}
function unitFacts(
  draft: Draft,
  { canonical, state, members, texts, older, undescribed, source, line, ignored }: UnitContext,
): UnitFacts {
  const { refs, sightings } = canonical
  const { label, names, start, end } = draft
  const value = declaredValue(draft.node)
  const { impurities, opaque, patterns, environment, importsAny, readsAny } = sightings
  const paths = [...canonical.strings].filter(mayBePath)
  return {
    label,
    names,
    start,
    end,
    line,
    ...hashesOf(texts),
    ...(older === undefined ? {} : { older: hashesOf(older) }),
    ...(undescribed === undefined ? {} : { undescribed: hashOf(undescribed.text) }),
    ...(canonical.descriptions.reads ? { readsDescriptions: true as const } : {}),
    refs,
    ...(members === undefined ? {} : { members }),
    ...(draft.statement ? { statement: true as const } : {}),
    state,
    ...selfFacts(sightings.selves, source),
    ...(isFunction(value) || isClass(value) ? { source: source(value) } : {}),
    ...(impurities.length > 0 ? { impurities } : {}),
    ...(opaque === undefined ? {} : { opaque }),
    ...(environment.size === 0 ? {} : { environment: [...environment] }),
    ...askedFacts(
      sightings.askedNames,
      !namesOfPattern(draft.root?.params[0]).some((name) => canonical.assigned.has(name)),
    ),
    ...(patterns.length === 0 ? {} : { patterns }),
    ...(importsAny === undefined ? {} : { importsAny }),
    ...(readsAny.size === 0 ? {} : { readsAny: [...readsAny] }),
    ...(paths.length === 0 ? {} : { paths }),
    ...formFacts(canonical.forms),
    ...(isAlias(draft.node) ? { alias: true } : {}),
    ...(ignored && isFunction(value) ? { ignored } : {}),
  }
}

function hashesOf({ text, ordinals }: CanonicalText): Pick<UnitFacts, 'hash' | 'ordinalHash' | 'byUse'> {
  const { byUse } = ordinals ?? {}
  return {
    hash: hashOf(text),
    ...(ordinals === undefined ? {} : { ordinalHash: hashOf(ordinals.text) }),
    ...(byUse === undefined ? {} : { byUse: { hash: hashOf(byUse.text), order: byUse.order } }),
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function formFacts({ any, refs }: Forms): Pick<UnitFacts, 'forms'> {
  if (any) return { forms: { any } }
  const each = new Map(refs.map((ref) => [JSON.stringify(ref), ref]))
  return each.size === 0 ? {} : { forms: { made: [...each.values()] } }
}

function constantsOf({ units }: Drafts): ReadonlyMap<string, Node> {
  return new Map(
    units.flatMap(({ node }) =>
      node.type === 'VariableDeclaration' && node.kind === 'const'
        ? node.declarations.flatMap(constantsIn).map(([{ name }, value]) => [name, value] as const)
        : [],
    ),
  )
}

function bindingsOf({ units }: Drafts): Map<string, number[]> {
  const bindings = new Map<string, number[]>()
  for (const [index, { names }] of units.entries()) {
    for (const name of names) bindings.set(name, [...(bindings.get(name) ?? []), index])
  }
  return bindings
}

/** `const define = asset`, `const define = project.asset`, `const { asset, source: table } = project`. */
function isAlias(node: Node): boolean {
  const [declarator] = node.type === 'VariableDeclaration' ? node.declarations : []
  if (!declarator?.init || memberChain(declarator.init).root.type !== 'Identifier') return false
  const { id } = declarator
  if (id.type === 'Identifier') return true
  return (
    id.type === 'ObjectPattern' &&
    id.properties.every((property) => property.type === 'Property' && property.value.type === 'Identifier')
  )
}

function declaredValue(node: Node): Node {
  const [declarator] = node.type === 'VariableDeclaration' ? node.declarations : []
  return declarator?.init ? unwrap(declarator.init) : node
}

/** `./plugins/a.ts`, `q.sql`. */
const mayBePath = (text: string): boolean => text.length < 200 && /^\.{0,2}\/?[\w@-][\w@./ -]*\.\w{1,8}$/.test(text)

const marker = /^[\s*]*@assets-ignore\b/

/** Where a declaration starts that has `// @assets-ignore` directly above it. */
function ignoredOffsets(comments: readonly Comment[], text: string): ReadonlySet<number> {
  const offsets = new Set<number>()
  for (const [index, comment] of comments.entries()) {
    if (!marker.test(comment.value)) continue
    // Other comments may stand in between: a documentation comment, a linter's directive.
    let end = comment.end
    for (const next of comments.slice(index + 1)) {
      if (text.slice(end, next.start).trim() !== '') break
      end = next.end
    }
    offsets.add(end + text.slice(end).search(/\S|$/))
  }
  return offsets
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low + 1
}
