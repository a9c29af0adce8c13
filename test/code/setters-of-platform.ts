// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are code of packages.
/** Calls that set something in what the platform has, or by other names for it. */
export const settersOfPlatform: readonly (readonly [name: string, text: string, call: string])[] = [
  [
    'prototype method at load',
    'const all = []\nArray.prototype.keepIt = function () { all.push(this) }\nexport const make = (o) => { [o].keepIt(); return { o } }',
    'pkg.make(10)',
  ],
  [
    'string prototype getter',
    'const all = []\nObject.defineProperty(String.prototype, "red", { get() { all.push(String(this)); return 1 }, configurable: true })\nexport const make = (o) => ({ n: String(o).red })',
    'pkg.make(10)',
  ],
  [
    'patched global',
    'let last\nglobalThis.structuredClone = (x) => { last = x; return x }\nexport const make = (o) => ({ n: structuredClone(o) })',
    'pkg.make(10)',
  ],
  [
    'getter toString',
    'let last\nexport const make = (o) => ({ n: `${{ get toString() { last = o; return () => "" } }}` })',
    'pkg.make(10)',
  ],
  [
    'toStringTag',
    'let last\nexport const make = (o) => ({ n: `${{ get [Symbol.toStringTag]() { last = o; return "" } }}` })',
    'pkg.make(10)',
  ],
  [
    'toStringTag by call',
    'let last\nexport const make = (o) => ({ n: Object.prototype.toString.call({ get [Symbol.toStringTag]() { last = o; return "" } }) })',
    'pkg.make(10)',
  ],
  [
    'Symbol.replace',
    'let last\nexport const make = (o) => ({ n: "a".replace({ [Symbol.replace](s) { last = o; return s } }, "") })',
    'pkg.make(10)',
  ],
  [
    'isConcatSpreadable',
    'let last\nexport const make = (o) => ({ n: [].concat({ get [Symbol.isConcatSpreadable]() { last = o; return false } }) })',
    'pkg.make(10)',
  ],
  [
    'structuredClone getter',
    'let last\nexport const make = (o) => ({ n: structuredClone({ get a() { last = o; return 1 } }) })',
    'pkg.make(10)',
  ],
  [
    'Intl options',
    'let last\nexport const make = (o) => ({ n: new Intl.NumberFormat("en", { get style() { last = o; return "decimal" } }) })',
    'pkg.make(10)',
  ],
  [
    'Array.from getters',
    'let last\nexport const make = (o) => ({ n: Array.from({ get length() { last = o; return 0 } }) })',
    'pkg.make(10)',
  ],
  [
    'method on array like',
    'let last\nexport const make = (o) => ({ n: Array.prototype.slice.call({ get length() { last = o; return 0 } }) })',
    'pkg.make(10)',
  ],
  [
    'Promise.resolve thenable',
    'let last\nexport const make = (o) => { Promise.resolve({ then(f) { last = o; f() } }); return { o } }',
    'pkg.make(10)',
  ],
  [
    'Promise.all thenable',
    'let last\nexport const make = (o) => { Promise.all([{ then(f) { last = o; f() } }]); return { o } }',
    'pkg.make(10)',
  ],
  [
    'resolve thenable',
    'let last\nexport const make = (o) => { new Promise((r) => r({ then(f) { last = o; f() } })); return { o } }',
    'pkg.make(10)',
  ],
  [
    'then gives thenable',
    'let last\nexport const make = (o) => { Promise.resolve().then(() => ({ then(f) { last = o; f() } })); return { o } }',
    'pkg.make(10)',
  ],
  [
    'bound class',
    'const all = []\nclass C { static all = all; constructor(o) { this.constructor.all.push(o) } }\nconst B = C.bind(null)\nexport const make = (o) => new B(o)',
    'pkg.make(10)',
  ],
  [
    'bound class method',
    'const all = []\nclass C { keep(o) { all.push(o); return this } }\nconst B = C.bind(null)\nexport const make = (o) => new B().keep(o)',
    'pkg.make(10)',
  ],
  [
    'set prototype of class',
    'const all = []\nclass A {}\nclass X { constructor(o) { all.push(o) } }\nclass B extends A {}\nObject.setPrototypeOf(B, X)\nexport const make = (o) => new B(o)',
    'pkg.make(10)',
  ],
  [
    'Reflect.set receiver',
    'const all = {}\nexport const make = (o) => { Reflect.set({}, "o", o, all); return { o } }',
    'pkg.make(10)',
  ],
  [
    'subarray',
    'const bytes = new Uint8Array(8)\nexport const make = (o) => { bytes.subarray(0, 4)[0] = o; return { o } }',
    'pkg.make(10)',
  ],
  [
    'buffer slice',
    'const bytes = Buffer.alloc(8)\nexport const make = (o) => { bytes.slice(0, 4)[0] = o; return { o } }',
    'pkg.make(10)',
  ],
  [
    'Buffer.from buffer',
    'const bytes = new ArrayBuffer(8)\nexport const make = (o) => { Buffer.from(bytes)[0] = o; return { o } }',
    'pkg.make(10)',
  ],
  [
    'encodeInto',
    'const bytes = new Uint8Array(8)\nexport const make = (o) => { new TextEncoder().encodeInto(String(o), bytes); return { o } }',
    'pkg.make(10)',
  ],
  [
    'buffer copy',
    'const bytes = Buffer.alloc(8)\nexport const make = (o) => { Buffer.from([o]).copy(bytes); return { o } }',
    'pkg.make(10)',
  ],
  [
    'super setter with other self',
    'let last\nconst A = { set o(v) { last = v } }\nconst B = { __proto__: A, put(o) { super.o = o } }\nexport const make = (o) => { B.put.call({}, o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'template weak cache',
    'const cache = new WeakMap()\nconst tag = (s, o) => { if (!cache.has(s)) cache.set(s, o); return cache.get(s) }\nexport const make = (o) => ({ n: tag`a${o}` })',
    'pkg.make(10)',
  ],
  ['performance mark', 'export const make = (o) => { performance.mark("a" + o); return { o } }', 'pkg.make(10)'],
  [
    'lookup setter',
    'let last\nconst t = { set o(v) { last = v } }\nexport const make = (o) => { t.__lookupSetter__("o").call({}, o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'descriptor set',
    'let last\nconst t = { set o(v) { last = v } }\nexport const make = (o) => { Object.getOwnPropertyDescriptor(t, "o").set.call({}, o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'own revocable proxy',
    'let last\nexport const make = (o) => { const { proxy } = Proxy.revocable({}, { get(t, k) { last = o; return 1 } }); return { n: proxy.a } }',
    'pkg.make(10)',
  ],
  [
    'revocable proxy of load',
    'let last\nconst { proxy } = Proxy.revocable({}, { get(t, k) { last = k; return 1 } })\nexport const make = (o) => ({ n: proxy[o] })',
    'pkg.make(10)',
  ],
  [
    'with holder',
    'const all = [[]]\nexport const make = (o) => { all.with(0, all[0])[0].push(o); return { o } }',
    'pkg.make(10)',
  ],
]
