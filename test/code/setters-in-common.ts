/** Packages of CommonJS whose function `make` leaves something. */
export const settersInCommon: readonly (readonly [name: string, text: string])[] = [
  ['this of a sloppy function', 'function keep(o) { this.last = o }\nexports.make = (o) => { keep(o); return { o } }'],
  [
    'the global of a sloppy function',
    'var root = (function () { return this })()\nexports.make = (o) => { root.last = o; return { o } }',
  ],
  [
    'a parameter by another name',
    'const all = []\nfunction keep(list) { arguments[0] = all; list.push(1) }\nexports.make = (o) => { keep(o); return { o } }',
  ],
  ['the function that runs', 'exports.make = function (o) { arguments.callee.last = o; return { o } }'],
  [
    'JSON of CommonJS',
    'const all = require("./data.json")\nexports.make = (o) => { all.values.push(o); return { o } }',
  ],
  [
    'exports under another name',
    'const self = module.exports = { state: {}, make: (o) => { self.state.o = o; return { o } } }',
  ],
  [
    'a setter of exports',
    'let last\nObject.defineProperty(exports, "o", { set(v) { last = v } })\nexports.make = (o) => { exports.o = o; return { o } }',
  ],
  ['this of the module', 'const self = this\nexports.make = (o) => { self.last = o; return { o } }'],
  ['a module by a computed name', 'exports.make = (o) => { require("./" + "data.json").last = o; return { o } }'],
  ['the cache of modules', 'exports.make = (o) => { require.cache.last = o; return { o } }'],
  ['a global that is never declared', 'exports.make = (o) => { last = o; return { o } }'],
]
