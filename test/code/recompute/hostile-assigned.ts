import { elsewhere, type Programs, program, table } from './hostile.ts'

const object = 'export const all = { v: 0 }'
const list = 'export const all = []'
const code = 'export function all() { return 65 }'

/** A variable that is given an object after it was declared is another name for that object. */
export const assigned: Programs = {
  'a variable that is set later': elsewhere(object, 'let set\nset = all\nset.v = 11', 'all.v'),
  'a variable that is set where it is empty': elsewhere(object, 'let set\nset ??= all\nset.v = 11', 'all.v'),
  'a variable that is set in place of a number': elsewhere(object, 'var set = 1\nset = all\nset.v = 11', 'all.v'),
  'a variable that is set in place of an object': elsewhere(
    object,
    'let set = { v: 1 }\nset = all\nset.v = 11',
    'all.v',
  ),
  'a variable that is set in place of a list': elsewhere(list, 'let set = []\nset = all\nset.push(11)', 'all.join()'),
  'a variable that is set in place of a function': elsewhere(
    object,
    'let set = () => 1\nset = all\nset.v = 11',
    'all.v',
  ),
  'a variable that is set in place of what is frozen': elsewhere(
    object,
    'let set = Object.freeze({ a: 1 })\nset = all\nset.v = 11',
    'all.v',
  ),
  'a variable that is set while it is taken apart': elsewhere(object, 'let set\n;[set] = [all]\nset.v = 11', 'all.v'),
  'a variable that a loop sets': elsewhere(object, 'let set\nfor (set of [all]);\nset.v = 11', 'all.v'),
  'a variable that a function sets': elsewhere(
    object,
    'let set\nconst put = (it) => { set = it }\nput(all)\nset.v = 11',
    'all.v',
  ),
  'a variable that is handed on': elsewhere(
    object,
    'let set\nset = all\nconst put = (it) => { it.v = 11 }\nput(set)',
    'all.v',
  ),
  'a variable that holds a function': elsewhere(code, 'let set\nset = all\nset.label = 11', 'all.label'),
  'a variable that holds a class': elsewhere('export class all {}', 'let set\nset ||= all\nset.v = 11', 'all.v'),
  'a variable that another module sets': program({
    'src/all.ts': 'export const all = { v: 0 }\n',
    'src/home.ts': "import { all } from './all.ts'\nexport let current\nexport const open = () => { current = all }\n",
    'src/setup.ts': "import { current, open } from './home.ts'\nopen()\ncurrent.v = 11\n",
    ...table("import '../src/setup.ts'\nimport { all } from '../src/all.ts'\nexport const it = asset(() => [all.v])"),
  }),
  'a local variable that is set in place of an object': elsewhere(
    object,
    'function go() { let it = {}; it = all; it.v = 11 }\ngo()',
    'all.v',
  ),
}
