// biome-ignore lint/suspicious/noExplicitAny: a method of any object, whose arguments are handed on as they are
type Method = (...args: any[]) => any

interface Patched {
  readonly original: Method
  /** The first is the lowest. */
  readonly layers: Set<(below: Method) => Method>
  /** What a call goes to: the highest layer. */
  top: Method
  /** What stands in the object's place for it. */
  readonly entry: Method
}

const patched = new WeakMap<object, Map<string, Patched>>()

/**
 * Puts a layer over a method, until what it returns is called. Layers can be taken off in any order: two runs in one
 * process end when they end, and neither takes the other's layer away or brings its own back.
 */
export function layer<Name extends string, Of extends Record<Name, Method>>(
  of: Of,
  name: Name,
  make: (below: Of[Name]) => Of[Name],
): () => void {
  const methods = patched.get(of) ?? new Map<string, Patched>()
  patched.set(of, methods)
  const method = methods.get(name)
  const one = method ?? patch(of, name)
  methods.set(name, one)
  const added = (below: Method) => make(below as Of[Name])
  one.layers.add(added)
  rebuild(one)
  return () => {
    if (!one.layers.delete(added)) return
    rebuild(one)
    // Somebody else may have put a layer of theirs above: then the entry stays and hands calls on.
    if (one.layers.size > 0 || of[name] !== one.entry) return
    of[name] = one.original as Of[Name]
    methods.delete(name)
  }
}

function patch<Name extends string>(of: Record<Name, Method>, name: Name): Patched {
  const original = of[name]
  const entry: Method = function (this: unknown, ...args) {
    return Reflect.apply(one.top, this, args)
  }
  const one: Patched = { original, layers: new Set(), top: original, entry }
  of[name] = entry
  return one
}

function rebuild(one: Patched): void {
  one.top = [...one.layers].reduce((below, make) => make(below), one.original)
}
