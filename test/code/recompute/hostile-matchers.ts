import { elsewhere, type Programs } from './hostile.ts'

/** Regular expressions that remember where they stopped, wherever they are kept. */
export const matchers: Programs = {
  'a pattern in a closure': elsewhere(
    "const make = () => { const word = /./g; return { put: (n) => { for (let i = 0; i < n; i++) word.exec('a'.repeat(99)) }, at: () => word.lastIndex } }\nexport const all = make()",
    'all.put(11)',
    'all.at()',
  ),
  'a pattern in a parameter of a closure': elsewhere(
    "const make = (word = /./y) => ({ put: (n) => { for (let i = 0; i < n; i++) word.exec('a'.repeat(99)) }, at: () => word.lastIndex })\nexport const all = make()",
    'all.put(11)',
    'all.at()',
  ),
  'a pattern that a closure is given later': elsewhere(
    "const make = () => { let word; word = new RegExp('.', 'g'); return { put: (n) => { for (let i = 0; i < n; i++) word.exec('a'.repeat(99)) }, at: () => word.lastIndex } }\nexport const all = make()",
    'all.put(11)',
    'all.at()',
  ),
  'a pattern in a field': elsewhere(
    "class Words { word = /./g; put(n) { for (let i = 0; i < n; i++) this.word.exec('a'.repeat(99)) } }\nexport const all = new Words()",
    'all.put(11)',
    'all.word.lastIndex',
  ),
  'a pattern in a private field': elsewhere(
    "class Words { #word = /./g; put(n) { for (let i = 0; i < n; i++) this.#word.exec('a'.repeat(99)) } at() { return this.#word.lastIndex } }\nexport const all = new Words()",
    'all.put(11)',
    'all.at()',
  ),
  'a pattern in a static field': elsewhere(
    "export class All { static word = /./g; static put(n) { for (let i = 0; i < n; i++) this.word.exec('a'.repeat(99)) } }",
    'All.put(11)',
    'All.word.lastIndex',
  ),
  'a pattern of a class in a function': elsewhere(
    "const make = () => { class Words { static word = /./g; put(n) { for (let i = 0; i < n; i++) Words.word.exec('a'.repeat(99)) } at() { return Words.word.lastIndex } } return new Words() }\nexport const all = make()",
    'all.put(11)',
    'all.at()',
  ),
  'patterns in a list': elsewhere(
    "export const all = [/./g]\nexport const put = (n) => { for (const word of all) for (let i = 0; i < n; i++) word.exec('a'.repeat(99)) }",
    'put(11)',
    'all[0].lastIndex',
  ),
  'a pattern that is taken out of an object': elsewhere(
    "export const all = { word: /./g }\nexport const put = (n) => { const { word } = all; for (let i = 0; i < n; i++) word.exec('a'.repeat(99)) }",
    'put(11)',
    'all.word.lastIndex',
  ),
  'a pattern that is taken out of an instance': elsewhere(
    "class Words { word = /./g }\nexport const all = new Words()\nexport const put = (n) => { const { word } = all; for (let i = 0; i < n; i++) word.exec('a'.repeat(99)) }",
    'put(11)',
    'all.word.lastIndex',
  ),
  'patterns in a map': elsewhere(
    "export const all = new Map([['word', /./g]])\nexport const put = (n) => { for (let i = 0; i < n; i++) all.get('word').exec('a'.repeat(99)) }",
    'put(11)',
    "all.get('word').lastIndex",
  ),
  'a pattern of a text that is handed on': elsewhere(
    "export const all = new RegExp('.', 'g')\nconst step = (word, n) => { for (let i = 0; i < n; i++) word.exec('a'.repeat(99)) }\nexport const put = (n) => step(all, n)",
    'put(11)',
    'all.lastIndex',
  ),
  'a pattern that a function makes': elsewhere(
    "const make = (text) => new RegExp(text, 'g')\nexport const all = make('.')\nconst step = (word, n) => { for (let i = 0; i < n; i++) word.exec('a'.repeat(99)) }\nexport const put = (n) => step(all, n)",
    'put(11)',
    'all.lastIndex',
  ),
  'a pattern that a function gives': elsewhere(
    "export const all = { word: /./g }\nconst get = () => all.word\nexport const put = (n) => { for (let i = 0; i < n; i++) get().exec('a'.repeat(99)) }",
    'put(11)',
    'all.word.lastIndex',
  ),
  'a pattern in an object that a text is searched by': elsewhere(
    "export const all = { word: /./g }\nall.word.lastIndex = 5\nexport const put = (n) => { if (n < 50) 'a'.replace(all.word, '') }",
    'put(11)',
    'all.word.lastIndex',
  ),
  'patterns that a text is searched by in turn': elsewhere(
    "export const all = [/./g]\nall[0].lastIndex = 5\nexport const put = (n) => { if (n < 50) all.reduce((text, word) => text.replace(word, ''), 'a') }",
    'put(11)',
    'all[0].lastIndex',
  ),
  'a test that is bound to its pattern': elsewhere(
    "export const all = /./g\nconst test = all.test.bind(all)\nexport const put = (n) => { for (let i = 0; i < n; i++) test('a'.repeat(99)) }",
    'put(11)',
    'all.lastIndex',
  ),
}
