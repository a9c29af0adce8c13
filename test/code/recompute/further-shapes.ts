/** The newer and the rarer forms of what `shapes.ts` has: states that wait, that are asked for one by one, or that have no name. */
import type { Alias, State, Style } from './shapes.ts'

export const furtherStates: readonly State[] = [
  {
    kind: 'accessor',
    declare: (N, k) => [
      `class Of${N} { static #n = ${k}; get n() { return Of${N}.#n } set n(v) { Of${N}.#n = v } }`,
      `export const ${N} = new Of${N}()`,
    ],
    write: (E, v) => (v % 2 ? `${E}.n = ${v}` : `${E}.n += ${v}`),
    read: (E) => `${E}.n`,
  },
  {
    kind: 'prototype',
    declare: (N, k) => [
      `class Of${N} { get n() { return this.m ?? ${k} } }`,
      `export const ${N} = new Of${N}()`,
      `export const of${N} = () => new Of${N}()`,
    ],
    write: (E, v) =>
      v % 2
        ? `Object.defineProperty(Object.getPrototypeOf(${E}), 'm', { get: () => ${v}, configurable: true })`
        : `${E}.constructor.prototype.m = ${v}`,
    read: (E) => `${E}.n`,
  },
  {
    kind: 'promise',
    declare: (N, k) => [`export const ${N} = Promise.resolve({ n: ${k} })`],
    write: (E, v) => `${E}.then((got) => { got.n = ${v} })`,
    read: (E) => `await ${E}.then(({ n }) => n)`,
  },
  {
    kind: 'settled by others',
    declare: (N, k) => [
      `const late${N} = Promise.withResolvers()`,
      `export const ${N} = { put: (v) => late${N}.resolve(v), take: () => Promise.race([late${N}.promise, Promise.resolve(${k})]) }`,
    ],
    write: (E, v) => `${E}.put(${v})`,
    read: (E) => `await ${E}.take()`,
  },
  {
    kind: 'async closure',
    declare: (N, k) => [
      `let later${N} = ${k}`,
      `export const ${N} = { put: async (v) => { await null; later${N} = v }, take: () => later${N} }`,
    ],
    write: (E, v) => `${E}.put(${v})`,
    read: (E) => `${E}.take()`,
  },
  {
    kind: 'async generator',
    declare: (N, k) => [
      `async function* flow${N}() { for (let i = ${k}; ; i++) yield i }`,
      `export const ${N} = flow${N}()`,
    ],
    write: (E) => `${E}.next()`,
    read: (E) => `(await ${E}.next()).value`,
  },
  {
    kind: 'iterator',
    declare: (N, k) => [
      `class Of${N} { n = ${k}; [Symbol.iterator]() { return this } next() { return { value: this.n++, done: false } } }`,
      `export const ${N} = new Of${N}()`,
    ],
    write: (E, v) => (v % 2 ? `(([one, two]) => one + two)(${E})` : `${E}.next()`),
    read: (E) => `${E}.n`,
  },
  {
    kind: 'iterator of a list',
    declare: (N, k) => [`export const ${N} = [${k}, 2, 3, 4, 5, 6, 7].values()`],
    write: (E, v) => (v % 2 ? `${E}.next()` : `Array.from(${E}.take(1))`),
    read: (E) => `[...${E}].join()`,
  },
  {
    kind: 'weak map',
    declare: (N, k) => [
      `const memo${N} = new WeakMap()`,
      `const key${N} = {}`,
      `export const ${N} = (v) => { if (v !== undefined || !memo${N}.has(key${N})) memo${N}.set(key${N}, v ?? ${k}); return memo${N}.get(key${N}) }`,
    ],
    write: (E, v) => `${E}(${v})`,
    read: (E) => `${E}()`,
  },
  {
    kind: 'symbol',
    declare: (N, k) => [
      `const at${N} = Symbol('at')`,
      `export const ${N} = { [at${N}]: ${k}, [Symbol.for('n')]: ${k} }`,
    ],
    write: (E, v) => (v % 2 ? `${E}[Symbol.for('n')] = ${v}` : `${E}[Object.getOwnPropertySymbols(${E})[0]] = ${v}`),
    read: (E) => `Object.getOwnPropertySymbols(${E}).map((key) => ${E}[key]).join()`,
  },
  {
    kind: 'closures of a loop',
    declare: (N, k) => [
      `export const ${N} = []`,
      `for (let i = ${k}; i < ${k + 3}; i++) ${N}.push({ add: (v) => (i += v), get: () => i })`,
    ],
    write: (E, v) => `${E}[1].add(${v})`,
    read: (E) => `${E}.map((one) => one.get()).join()`,
  },
  {
    kind: 'closures over one variable',
    declare: (N, k) => [
      `export const ${N} = []`,
      `for (var v${N} = 0; v${N} < 3; v${N}++) ${N}.push((v) => (v === undefined ? v${N} + ${k} : (v${N} = v)))`,
    ],
    write: (E, v) => `${E}[0](${v})`,
    read: (E) => `${E}[2]()`,
  },
  {
    kind: 'private',
    declare: (N, k) => [
      `class Of${N} { #n = ${k}; static put(of, v) { of.#n = v; return of } static has = (of) => #n in of; read() { return this.#n } }`,
      `export const ${N} = new Of${N}()`,
    ],
    write: (E, v) => `${E}.constructor.put(${E}, ${v})`,
    read: (E) => `[${E}.constructor.has(${E}), ${E}.read()]`,
  },
  {
    kind: 'emitter',
    declare: (N, k) => [
      `let heard${N} = ${k}`,
      `export const ${N} = new EventTarget()`,
      `${N}.addEventListener('put', ({ type, v }) => { heard${N} = type.length + v })`,
      `${N}.heard = () => heard${N}`,
    ],
    write: (E, v) => `${E}.dispatchEvent(Object.assign(new Event('put'), { v: ${v} }))`,
    read: (E) => `${E}.heard()`,
  },
  {
    kind: 'typed array',
    declare: (N, k) => [`export const ${N} = new Uint8Array([${k}, 1])`],
    write: (E, v) => (v % 2 ? `${E}.fill(${v % 200})` : `new DataView(${E}.buffer).setUint8(0, ${v % 200})`),
    read: (E) => `${E}.join()`,
  },
  {
    kind: 'template',
    declare: (N, k) => [
      `const told${N} = [${k}]`,
      `export const ${N} = (texts, ...values) => { told${N}.push(...values); return told${N}.join() }`,
    ],
    write: (E, v) => `${E}\`a\${${v}}\``,
    read: (E) => `${E}\`b\``,
  },
  {
    kind: 'abort signal',
    declare: (N) => [`export const ${N} = new AbortController()`],
    write: (E, v) => `${E}.abort(${v})`,
    read: (E) => `[${E}.signal.aborted, String(${E}.signal.reason)]`,
  },
]

export const furtherAliases: readonly Alias[] = [
  (N, i) => ({ lines: [`class At${i} { get held() { return ${N} } }`], E: `new At${i}().held` }),
  (N, i) => ({ lines: [`const key${i} = Symbol()`, `const by${i} = { [key${i}]: ${N} }`], E: `by${i}[key${i}]` }),
  (N, i) => ({
    lines: [`const ref${i} = {}`, `const weak${i} = new WeakMap([[ref${i}, ${N}]])`],
    E: `weak${i}.get(ref${i})`,
  }),
  (N, i) => ({
    lines: [`const doors${i} = []`, `for (const x of [${N}]) doors${i}.push(() => x)`],
    E: `doors${i}[0]()`,
  }),
  (N, i) => ({
    lines: [`class Own${i} { #held = ${N}; static open(it) { return it.#held } }`],
    E: `Own${i}.open(new Own${i}())`,
  }),
  (N, i) => ({ lines: [`function* give${i}() { yield ${N} }`], E: `give${i}().next().value` }),
  (N, i) => ({ lines: [`const got${i} = await (async () => ({ held: ${N} }))()`], E: `got${i}.held` }),
  (N, i) => ({ lines: [`const tagged${i} = (texts, it) => it`], E: `tagged${i}\`\${${N}}\`` }),
  (N, i) => ({ lines: [`const given${i} = (x = ${N}) => x`], E: `given${i}()` }),
  (N, i) => ({ lines: [`const { ...rest${i} } = { held: ${N} }`], E: `rest${i}.held` }),
  (N, i) => ({ lines: [`const proxy${i} = new Proxy({ held: ${N} }, {})`], E: `proxy${i}.held` }),
  (N, i) => ({ lines: [`const heir${i} = Object.create({ held: ${N} })`], E: `heir${i}.held` }),
  (N, i) => ({ lines: [`const args${i} = (function () { return arguments })(${N})`], E: `args${i}[0]` }),
  (N, i) => ({ lines: [`const me${i} = { held: ${N}, get() { return this.held } }`], E: `me${i}.get.bind(me${i})()` }),
  (N, i) => ({ lines: [`let set${i}`, `set${i} ??= ${N}`], E: `set${i}` }),
  (N, i) => ({ lines: [`const one${i} = new Set([${N}])`], E: `one${i}.values().next().value` }),
  (N, i) => ({ lines: [`const flat${i} = [[${N}]].flat()`], E: `flat${i}.at(-1)` }),
  (N, i) => ({
    lines: [`const entry${i} = Object.fromEntries([['held', ${N}]])`],
    E: `Reflect.get(entry${i}, 'held')`,
  }),
  (N, i) => ({
    lines: [
      `class Base${i} { static held = ${N} }`,
      `class Sub${i} extends Base${i} { static get it() { return super.held } }`,
    ],
    E: `Sub${i}.it`,
  }),
  (N, i) => ({ lines: [`const weakly${i} = new WeakRef(${N})`], E: `weakly${i}.deref()` }),
  (N, i) => ({ lines: [`const grouped${i} = Map.groupBy([${N}], () => 'a')`], E: `grouped${i}.get('a')[0]` }),
]

export const furtherStyles: readonly Style[] = [
  (S, E, i) => [`block${i}: { if (!${E}) break block${i}; ${S(E)} }`],
  (S, E, i) => [`turns${i}: for (let turn = 0; turn < 2; turn++) { if (turn > 0) continue turns${i}; ${S(E)} }`],
  (S, E, i) => [`{ using left${i} = { [Symbol.dispose]() { ${S(E)} } } }`],
  (S, E, i) => [`{ await using left${i} = { async [Symbol.asyncDispose]() { ${S(E)} } } }`],
  (S, E) => [`await (async () => { await null; ${S(E)} })()`],
  (S, E) => [`;(async () => { await null; ${S(E)} })()`],
  (S, E) => [`queueMicrotask(() => { ${S(E)} })`],
  (S, E, i) => [`function* steps${i}() { ${S(E)}; yield 1 }`, `const taken${i} = [...steps${i}()]`],
  (S, E, i) => [`async function* flow${i}() { yield ${E} }`, `for await (const it of flow${i}()) { ${S('it')} }`],
  (S, E, i) => [`class Asked${i} { get x() { ${S(E)}; return 1 } }`, `const asked${i} = new Asked${i}().x`],
  (S, E, i) => [
    `const todo${i} = []`,
    `for (const it of [${E}]) todo${i}.push(() => { ${S('it')} })`,
    `todo${i}.forEach((one) => one())`,
  ],
  (S, E, i) => [
    `const who${i} = {}`,
    `const how${i} = new WeakMap([[who${i}, (it) => { ${S('it')} }]])`,
    `how${i}.get(who${i})(${E})`,
  ],
  (S, E, i) => [
    `class Is${i} { static [Symbol.hasInstance](it) { ${S('it')}; return true } }`,
    `const is${i} = ${E} instanceof Is${i}`,
  ],
  (S, E, i) => [`class Inner${i} { #go(it) { ${S('it')} } run(it) { this.#go(it) } }`, `new Inner${i}().run(${E})`],
  (S, E, i) => [
    `class Upper${i} { constructor(it) { ${S('it')} } }`,
    `class Lower${i} extends Upper${i} {}`,
    `new Lower${i}(${E})`,
  ],
  (S, E, i) => [`const slot${i} = Object.defineProperty({}, 'x', { set(it) { ${S('it')} } })`, `slot${i}.x = ${E}`],
  (S, E, i) => [`const { x: by${i} = (${S(E)}, 1) } = {}`],
  (S, E) => [`await { then(done) { ${S(E)}; done() } }`],
  (S, E, i) => [`const json${i} = JSON.stringify({ toJSON() { ${S(E)}; return 1 } })`],
  (S, E, i) => [`const said${i} = 'a'.replace(/a/, () => { ${S(E)}; return 'b' })`],
  (S, E, i) => [`const sorted${i} = [2, 1].sort((a, b) => { ${S(E)}; return a - b })`],
  (S, E, i) => [`const of${i} = Array.from([${E}], (it) => { ${S('it')} })`],
  (S, E, i) => [
    `const door${i} = new Proxy({}, { get: (_, key) => { ${S(E)}; return key } })`,
    `const through${i} = door${i}.x`,
  ],
  (S, E, i) => [`({ go(it) { ${S('it')} } }).go?.(${E})`.replace(/^/, ';'), `const gone${i} = 1`],
  (S, E) => [`switch (1) { case 1: ${S(E)} }`],
  (S, E) => [`do { ${S(E)} } while (false)`],
  (S, E, i) => [
    `const key${i} = Symbol('do')`,
    `const table${i} = { [key${i}](it) { ${S('it')} } }`,
    `table${i}[key${i}](${E})`,
  ],
  (S, E, i) => [
    `function count${i}(n, it) { if (n > 0) return count${i}(n - 1, it); ${S('it')} }`,
    `count${i}(2, ${E})`,
  ],
  (S, E, i) => [`function old${i}() { const it = arguments[0]; ${S('it')} }`, `old${i}(${E})`],
  (S, E, i) => [`let slow${i}`, `slow${i} ??= (${S(E)}, 1)`],
  (S, E, i) => [`const wrong${i} = (() => { try { throw ${E} } catch (it) { ${S('it')} } })()`],
  (S, E, i) => [`const sum${i} = \`\${{ [Symbol.toPrimitive]() { ${S(E)}; return 'a' } }}\``],
  (S, E, i) => [`const own${i} = [${E}].reduce((_, it) => { ${S('it')}; return 1 }, 0)`],
]
