import type { Edit } from './in-node.ts'
import { projectWith, tableOf } from './installed-tree.ts'

/** CommonJS that is not strict: a home of state, what another file does to it, and an asset that reads it. */
const common = (home: string, effect: string, read: string): Edit => {
  const before = {
    ...projectWith({}),
    'src/home.cjs': `${home}\n`,
    'src/setup.cjs': `const home = require('./home.cjs')\n${effect}\n`,
    ...tableOf("import '../src/setup.cjs'\nimport home from '../src/home.cjs'", `[${read}]`),
  }
  const edit = Object.fromEntries(
    Object.entries(before).flatMap(([path, text]) => {
      const edited = String(text).replaceAll('11', '77')
      return edited === text ? [] : [[path, edited]]
    }),
  )
  return { before, edit }
}

export const commonJs: Readonly<Record<string, Edit>> = {
  'exports that are set by name': common('exports.v = 0', 'home.v = 11', 'home.v'),
  'exports that are this': common('this.v = 11', '', 'home.v'),
  'exports by a computed name': common("exports['v' + 1] = 11", '', 'home.v1'),
  'exports that are replaced': common('exports = module.exports = { v: 11 }', '', 'home.v'),
  'exports by assign': common('Object.assign(exports, { v: 11 })', '', 'home.v'),
  'exports by defineProperty': common(
    "Object.defineProperty(exports, 'v', { enumerable: true, get: () => 11 })",
    '',
    'home.v',
  ),
  'exports by another name': common('const out = exports\nout.v = 11', '', 'home.v'),
  'exports that a helper fills': common('const fill = (o, v) => { o.v = v }\nfill(module.exports, 11)', '', 'home.v'),
  'exports of a function with members': common(
    'module.exports = () => module.exports.v\nmodule.exports.v = 0',
    'home.v = 11',
    'home()',
  ),
  'a module by its own object': common('exports.v = 0\nexports.self = module', 'home.self.exports.v = 11', 'home.v'),
  'a variable that nobody declares': common('exports.read = () => mode', 'mode = 11', 'home.read()'),
  'a variable that a function leaves': common(
    'exports.read = () => mode',
    'function leave() { mode = 11 }\nleave()',
    'home.read()',
  ),
  'arguments that are the parameters': common(
    'exports.f = function (a) { arguments[0] = 11; return a }',
    '',
    'home.f(1)',
  ),
  'a parameter that is an argument': common(
    'exports.f = function (o) { o = { v: 11 }; return arguments[0].v }',
    '',
    'home.f({ v: 1 })',
  ),
  'the callee of arguments': common(
    'exports.f = function () { return arguments.callee.v }\nexports.f.v = 0',
    'home.f.v = 11',
    'home.f()',
  ),
  'the caller of a function': common(
    'exports.f = function f() { return f.caller === null ? 0 : f.caller.v }',
    'function g() { return home.f() }\ng.v = 11\nhome.g = g',
    'home.g()',
  ),
  'arguments of the module': common('arguments[0].v = 11', '', 'home.v'),
  'a function in a block': common('if (true) { function f() { return 11 } }\nexports.f = f', '', 'home.f()'),
  'a variable that is deleted': common(
    'exports.read = () => typeof mode',
    'mode = 11\nif (11 > 20) delete globalThis.mode',
    'home.read()',
  ),
  'a number of the older form': common('exports.v = 011', '', 'home.v'),
  'a template that is required': common('exports.v = require(`./values.cjs`).v', '', 'home.v'),
  'require by another name': common("const load = require\nexports.v = load('./values.cjs').v", '', 'home.v'),
  'require of the module': common("exports.v = module.require('./values.cjs').v", '', 'home.v'),
  'require that is handed on': common("const by = (f) => f('./values.cjs')\nexports.v = by(require).v", '', 'home.v'),
  'require in an expression': common("exports.v = (require)('./values.cjs').v", '', 'home.v'),
  'require where it is needed': common("exports.read = () => require('./values.cjs').v", '', 'home.read()'),
  'a file by its folder': common("exports.v = require('fs').readFileSync(__dirname + '/q.sql', 'utf8')", '', 'home.v'),
  'a file by its folder, joined': common(
    "const { join } = require('path')\nexports.v = require('fs').readFileSync(join(__dirname, 'q.sql'), 'utf8')",
    '',
    'home.v',
  ),
  'a module that is imported by CommonJS': common(
    "exports.read = async () => (await import('./values.cjs')).default.v",
    '',
    'await home.read()',
  ),
  'interop by a default': common(
    "Object.defineProperty(exports, '__esModule', { value: true })\nexports.default = { v: 11 }",
    '',
    'home.default.v',
  ),
}

/** A path that is put together may be any, and what it leads to may concern everybody. */
export const computed: Readonly<Record<string, Edit>> = {
  'a name that is required by a sum': common("exports.v = require('./' + 'values.cjs').v", '', 'home.v'),
  'a name that is required by a variable': common(
    "const name = './values.cjs'\nexports.v = require(name).v",
    '',
    'home.v',
  ),
}

for (const { before, edit } of Object.values({ ...commonJs, ...computed })) {
  Object.assign(before, { 'src/values.cjs': 'exports.v = 11\n', 'src/q.sql': 'select 11' })
  const text = Object.values(before).join('')
  if (text.includes('values.cjs')) Object.assign(edit, { 'src/values.cjs': 'exports.v = 77\n' })
  if (text.includes('q.sql') || text.includes("'.sql'")) Object.assign(edit, { 'src/q.sql': 'select 77' })
}
