import { type BindingPattern, type Expression, parseSync, type Statement, Visitor } from 'oxc-parser'

/**
 * The text of a CommonJS module of a bundle, as the body of a function `(exports, require, module)` that evaluates it and returns a function
 * `again`. That makes anew what the module has in variables, as a new process makes it, so that what one command leaves there no other
 * finds. Functions and classes stay, so that V8 keeps what it has compiled of them, and so do texts and numbers that nothing assigns,
 * symbols, and what is required: modules of this bundle have their own `again`, and packages are kept by Node or, where they are bundled as
 * CommonJS, by the bundle.
 *
 * @throws Error where the module has a statement that is not known to do the same when it is evaluated again
 */
export function evaluatedAgain(text: string): string {
  const { program, errors } = parseSync('module.cjs', text, { sourceType: 'script' })
  if (errors.length > 0) throw new Error(errors[0]?.message)
  const part = ({ start, end }: Span) => text.slice(start, end)
  const assigned = assignedIn(program)
  const variables: Span[] = []
  const again = (program.body as Statement[]).flatMap((statement): readonly string[] => {
    if (statement.type === 'FunctionDeclaration') return []
    if (statement.type === 'VariableDeclaration') {
      const changing = statement.declarations.filter(
        ({ id, init }) => namesOf(id).some((name) => assigned.has(name)) || !stays(init, part),
      )
      // With one word for all variables of the statement.
      if (changing.length > 0 && statement.kind === 'const') variables.push(statement)
      return changing.map(({ id, init }) => `(${part(id)} = ${init === null ? 'undefined' : part(init)});`)
    }
    if (statement.type === 'ForOfStatement' && !/\bvar\b/.test(part(statement))) return [`${part(statement)};`]
    if (statement.type !== 'ExpressionStatement') throw new Error(`is it the same again? ${part(statement)}`)
    const { expression } = statement
    const each = expression.type === 'SequenceExpression' ? expression.expressions : [expression]
    return each
      .map(part)
      .filter((one) => !isExport(one) && !isOfPrototype(one))
      .map((one) => `(${one});`)
  })
  let whole = text
  for (const { start } of variables.reverse()) whole = `${whole.slice(0, start)}let  ${whole.slice(start + 5)}`
  return `${whole}\nreturn () => {\n${again.join('\n')}\n}`
}

interface Span {
  readonly start: number
  readonly end: number
}

/** Whether the value is the same whatever was done with it. */
function stays(value: Expression | null, part: (span: Span) => string): boolean {
  switch (value?.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true
    // Of `process.env.HOME + '/x'` the value is another one for the next command.
    case 'BinaryExpression':
      return stays(value.left as Expression, part) && stays(value.right, part)
    case 'TemplateLiteral':
      return value.expressions.every((one) => stays(one, part))
    case 'UnaryExpression':
      return stays(value.argument, part)
    case 'Literal':
      // A regular expression knows where it stopped.
      return !('regex' in value) || !/[gy]/.test(value.regex.flags)
    case 'ClassExpression':
      return !value.body.body.some(
        (member) => member.type === 'StaticBlock' || (member.type !== 'MethodDefinition' && member.static),
      )
    case 'CallExpression':
      return (
        /^(require|Symbol|Symbol\.for|require_rolldown_runtime\.\w+)$/.test(part(value.callee)) || isFrozen(value, part)
      )
    default:
      return false
  }
}

/** Nodes of the query builder: an object of functions alone, that cannot be changed. */
function isFrozen(value: Expression & { readonly type: 'CallExpression' }, part: (span: Span) => string): boolean {
  const [object] = value.arguments
  return (
    part(value.callee) === 'freeze' &&
    object?.type === 'ObjectExpression' &&
    object.properties.every(
      (one) => one.type === 'Property' && (one.method || one.value.type === 'ArrowFunctionExpression'),
    )
  )
}

/** Whether it gives a property to `exports` that says at any time what the module has then. */
function isExport(text: string): boolean {
  return /^Object\.defineProperty\(exports, [^,]+, \{\s*(enumerable: !0,\s*get: function|value: "Module")/.test(text)
}

/** Whether it gives properties to what the instances of a function have, which cannot be given twice. They stay as the function does. */
function isOfPrototype(text: string): boolean {
  return /^Object\.definePropert(y|ies)\(\w+\.prototype,/.test(text)
}

/** Names that something is assigned to, wherever that is. */
function assignedIn(program: ReturnType<typeof parseSync>['program']): ReadonlySet<string> {
  const names = new Set<string>()
  const note = (target: unknown) => {
    for (const name of namesOf(target as BindingPattern)) names.add(name)
  }
  new Visitor({
    AssignmentExpression: ({ left }) => note(left),
    UpdateExpression: ({ argument }) => note(argument),
    ForOfStatement: ({ left }) => note(left),
    ForInStatement: ({ left }) => note(left),
  }).visit(program)
  return names
}

function namesOf(pattern: BindingPattern | null): readonly string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return namesOf(pattern.left)
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => namesOf(one?.type === 'RestElement' ? one.argument : one))
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => namesOf(one.type === 'RestElement' ? one.argument : one.value))
    default:
      return []
  }
}
