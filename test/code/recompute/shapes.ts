/** What a generated program keeps state in, and the ways in which it gets at it and changes it. `E` is an expression for the state. */

export interface State {
  readonly kind: string
  /** Lines that declare it; `k` is its first value. */
  readonly declare: (name: string, k: number) => readonly string[]
  readonly write: (E: string, v: number) => string
  readonly read: (E: string) => string
}

export const states: readonly State[] = [
  {
    kind: 'object',
    declare: (N, k) => [`export const ${N} = { n: ${k}, inner: { m: ${k} } }`],
    write: (E, v) =>
      v % 3 === 0 ? `${E}.n = ${v}` : v % 3 === 1 ? `${E}.inner.m = ${v}` : `Object.assign(${E}, { n: ${v} })`,
    read: (E) => `[${E}.n, ${E}.inner.m]`,
  },
  {
    kind: 'map',
    declare: (N, k) => [`export const ${N} = new Map([['x', ${k}]])`],
    write: (E, v) => (v % 2 ? `${E}.set('x', ${v})` : `${E}['set']('x', ${v})`),
    read: (E) => `${E}.get('x')`,
  },
  {
    kind: 'array',
    declare: (N, k) => [`export const ${N} = [${k}]`],
    write: (E, v) => (v % 2 ? `${E}.push(${v})` : `${E}[${E}.length] = ${v}`),
    read: (E) => `${E}.join()`,
  },
  {
    kind: 'instance',
    declare: (N, k) => [
      `class Of${N} { #v = ${k}; extend(v) { this.#v += v; return this } get(v) { return this.#v } }`,
      `export const ${N} = new Of${N}()`,
    ],
    write: (E, v) => `${E}.extend(${v})`,
    read: (E) => `${E}.get(1)`,
  },
  {
    kind: 'holder',
    declare: (N, k) => [
      `const in${N} = { v: ${k} }`,
      `class Of${N} { constructor(held) { this.held = held } map(v) { this.held.v = v } find() { return this.held.v } }`,
      `export const ${N} = new Of${N}(in${N})`,
    ],
    write: (E, v) => `${E}.map(${v})`,
    read: (E) => `${E}.find()`,
  },
  {
    kind: 'closure',
    declare: (N, k) => [
      `function make${N}() { const items = [${k}]; return { register: (v) => items.push(v), all: () => items } }`,
      `export const ${N} = make${N}()`,
    ],
    write: (E, v) => `${E}.register(${v})`,
    read: (E) => `${E}.all().join()`,
  },
  {
    kind: 'static',
    declare: (N, k) => [
      `export class ${N} { static all = [${k}]; static add(v) { this.all.push(v) } constructor(v) { ${N}.all.push(v) } }`,
    ],
    write: (E, v) => (v % 2 ? `${E}.add(${v})` : `new (${E})(${v})`),
    read: (E) => `${E}.all.join()`,
  },
  {
    kind: 'inherited',
    declare: (N, k) => [
      `class Base${N} { static items = [${k}]; static register(v) { this.items.push(v) } }`,
      `export class ${N} extends Base${N} {}`,
    ],
    write: (E, v) => `${E}.register(${v})`,
    read: (E) => `${E}.items.join()`,
  },
  {
    kind: 'setter',
    declare: (N, k) => [
      `const of${N} = { v: ${k} }`,
      `export const ${N} = { set mode(v) { of${N}.v = v }, get mode() { return of${N}.v } }`,
    ],
    write: (E, v) => `${E}.mode = ${v}`,
    read: (E) => `${E}.mode`,
  },
  {
    kind: 'function',
    declare: (N, k) => [`export function ${N}() { return ${k} }`],
    write: (E, v) => `${E}.label = ${v}`,
    read: (E) => `[${E}.label, ${E}()]`,
  },
  {
    kind: 'variable',
    declare: (N, k) => [`let now${N} = ${k}`, `export const ${N} = { put(v) { now${N} = v }, take: () => now${N} }`],
    write: (E, v) => `${E}.put(${v})`,
    read: (E) => `${E}.take()`,
  },
  {
    kind: 'memo',
    declare: (N, k) => [`let once${N}`, `export const ${N} = (v) => (once${N} ??= v ?? ${k})`],
    write: (E, v) => `${E}(${v})`,
    read: (E) => `${E}()`,
  },
  {
    kind: 'sequence',
    declare: (N, k) => [
      `class Of${N} { #n = ${k}; get(key) { return key + this.#n++ } }`,
      `export const ${N} = new Of${N}()`,
    ],
    write: (E, v) => `${E}.get('k${v}')`,
    read: (E) => `${E}.get('a')`,
  },
  {
    kind: 'generator',
    declare: (N, k) => [
      `function* count${N}() { for (let i = ${k}; ; i++) yield i }`,
      `export const ${N} = count${N}()`,
    ],
    write: (E) => `${E}.next()`,
    read: (E) => `${E}.next().value`,
  },
  {
    kind: 'date',
    declare: (N, k) => [`export const ${N} = new Date(${k})`],
    write: (E, v) => `${E}.setTime(${v})`,
    read: (E) => `${E}.getTime()`,
  },
  {
    kind: 'expression',
    declare: (N) => [`export const ${N} = /a/g`],
    write: (E, v) => `${E}.test('${'a'.repeat(v % 5)}')`,
    read: (E) => `${E}.lastIndex`,
  },
  {
    kind: 'proxy',
    declare: (N, k) => [`export const ${N} = new Proxy({ n: ${k} }, {})`],
    write: (E, v) => `${E}.n = ${v}`,
    read: (E) => `${E}.n`,
  },
  {
    kind: 'nested',
    declare: (N, k) => [`const deep${N} = new Map([['x', ${k}]])`, `export const ${N} = { one: [{ two: deep${N} }] }`],
    write: (E, v) => `${E}.one[0].two.set('x', ${v})`,
    read: (E) => `${E}.one[0].two.get('x')`,
  },
  {
    kind: 'global',
    declare: (N, k) => [`globalThis.g${N} = ${k}`, `export const ${N} = () => globalThis.g${N}`],
    write: (E, v) => `globalThis.g${E.replaceAll(/\W/g, '').slice(-2)} = ${v}`,
    read: (E) => `${E}()`,
  },
  {
    kind: 'package',
    declare: (N) => [`export { counter as ${N} } from 'counter'`],
    write: (E, v) => `${E}.put(${v})`,
    read: (E) => `${E}.take()`,
  },
  {
    kind: 'constant',
    declare: (N, k) => [`export const ${N} = Object.freeze({ n: ${k} })`],
    write: (E, v) => `console.log(${E}.n, ${v})`,
    read: (E) => `${E}.n`,
  },
]

/** Other names for a state: lines that are needed before, and the expression. `i` makes names that nobody else has. */
export type Alias = (N: string, i: number) => { readonly lines: readonly string[]; readonly E: string }

export const aliases: readonly Alias[] = [
  (N) => ({ lines: [], E: N }),
  (N) => ({ lines: [], E: N }),
  (N, i) => ({ lines: [`const alias${i} = ${N}`], E: `alias${i}` }),
  (N, i) => ({ lines: [`const box${i} = { held: ${N} }`, `const { held: taken${i} } = box${i}`], E: `taken${i}` }),
  (N, i) => ({ lines: [`const box${i} = { held: ${N}, other: 1 }`], E: `box${i}.held` }),
  (N, i) => ({ lines: [`const list${i} = [${N}]`], E: `list${i}[0]` }),
  (N, i) => ({ lines: [`function get${i}() { return ${N} }`], E: `get${i}()` }),
  (N, i) => ({ lines: [`const flag${i} = ${i} > 0`, `const either${i} = flag${i} ? ${N} : null`], E: `either${i}` }),
  (N, i) => ({ lines: [`const byKey${i} = new Map([['k', ${N}]])`], E: `byKey${i}.get('k')` }),
  (N, i) => ({ lines: [`const whole${i} = { ...{ held: ${N} } }`], E: `whole${i}.held` }),
  (N, i) => ({ lines: [`const [first${i}] = [${N}]`], E: `first${i}` }),
  (N, i) => ({ lines: [`class Has${i} { held = ${N} }`, `const has${i} = new Has${i}()`], E: `has${i}.held` }),
  (N, i) => ({ lines: [`const late${i} = {}`, `late${i}.held = ${N}`], E: `late${i}.held` }),
  (N, i) => ({ lines: [`const same${i} = ((x) => x)(${N})`], E: `same${i}` }),
  (N, i) => ({ lines: [`const waited${i} = await Promise.resolve({ held: ${N} })`], E: `waited${i}.held` }),
  (N, i) => ({ lines: [`const values${i} = Object.values({ held: ${N} })`], E: `values${i}[0]` }),
]

/** How a change is made: the lines of it. `S` is the statement that changes what the expression means. */
export type Style = (S: (E: string) => string, E: string, i: number) => readonly string[]

export const styles: readonly Style[] = [
  (S, E) => [`${S(E).startsWith('(') || S(E).startsWith('[') ? ';' : ''}${S(E)};`],
  (S, E) => [`if (${E}) { ${S(E)} }`],
  (S, E, i) => [`for (const each${i} of [${E}]) ${S(`each${i}`)}`],
  (S, E, i) => [`;[${E}].forEach((each${i}) => { ${S(`each${i}`)} });`],
  (S, E, i) => [`function change${i}(it) { ${S('it')} }`, `change${i}(${E})`],
  (S, E, i) => [`function change${i}() { ${S(E)} }`, `const done${i} = change${i}()`],
  (S, E, i) => [`const done${i} = (${S(E)}, 1)`],
  (S, E) => [`;(() => { ${S(E)} })()`],
  (S, E, i) => [`class Block${i} { static { ${S(E)} } }`],
  (S, E, i) => [`const apply${i} = (fn, x) => fn(x)`, `apply${i}((it) => { ${S('it')} }, ${E})`],
  (S, E, i) => [`const bound${i} = ((it) => { ${S('it')} }).bind(null, ${E})`, `bound${i}()`],
  (S, E, i) => [`function tag${i}(texts, it) { ${S('it')} }`, `tag${i}\`a\${${E}}b\``],
  (S, E, i) => [`function never${i}() { ${S(E)} }`],
  (S, E, i) => [`class Made${i} { constructor(it) { ${S('it')} } }`, `new Made${i}(${E})`],
  (S, E) => [`tasks.push(() => { ${S(E)} })`, 'for (const task of tasks.splice(0)) task()'],
  (S, E, i) => [`tasks.push((it) => { ${S(E)} })`, `const count${i} = tasks.length`],
  (S, E, i) => [`const seen${i} = { get x() { ${S(E)}; return 1 } }`, `const read${i} = seen${i}.x`],
  (S, E, i) => [`const sum${i} = { valueOf() { ${S(E)}; return 1 } }`, `const total${i} = sum${i} + 1`],
  (S, E, i) => [`const text${i} = { toString() { ${S(E)}; return 'a' } }`, `const said${i} = \`\${text${i}}\``],
  (S, E, i) => [`const each${i} = { *[Symbol.iterator]() { ${S(E)}; yield 1 } }`, `const [one${i}] = each${i}`],
  (S, E, i) => [`function given${i}(x = (${S(E)}, 1)) { return x }`, `given${i}()`],
  (S, E) => [`await Promise.resolve(${E}).then((it) => { ${S('it')} })`],
  (S, E) => [`try { ${S(E)} } finally { }`],
  (_, E) => [`console.log(${E})`],
  (_, E, i) => [`const size${i} = typeof ${E}`],
  (S, E, i) => [
    `const rules${i} = { run: (it) => { ${S('it')} } }`,
    `for (const rule of Object.values(rules${i})) rule(${E})`,
  ],
  (S, E, i) => [`const chain${i} = (fn) => (x) => fn(x)`, `chain${i}((it) => { ${S('it')} })(${E})`],
  (S, E, i) => [`Reflect.apply(function () { ${S('this')} }, ${E}, [])`, `const after${i} = 1`],
]
