import { attributes, forms, functions } from '../../graph/selection/grammar.ts'
import { closedValues } from '../../graph/selection/word.ts'
import { table } from '../text/table.ts'
import { paragraph } from './paragraph.ts'

/** `assets help selection`: the grammar, printed from the tables that the parser reads by. */
export function selectionHelp(): string {
  const attributeRows = Object.entries(attributes).map(([, { example, meaning }]) => [example, `assets ${meaning}`])
  const functionRows = Object.entries(functions).map(([name, meaning]) => [`${name}(group:crm)`, meaning])
  const formRows = forms.map(({ example, meaning }) => [example, meaning])
  const columns = [{ min: widest([...formRows, ...attributeRows, ...functionRows]) }, {}]
  return [
    'Arguments, --select and --exclude take the same expressions. Several are united, and --exclude is',
    'taken from the rest. No selection means everything; a selection that matches nothing is an error.',
    '',
    ...table(columns, formRows),
    '',
    'By what is known of an asset:',
    '',
    ...table(columns, attributeRows),
    '',
    'Of a group in parentheses:',
    '',
    ...table(columns, functionRows),
    '',
    '"not" binds tightest, then "," and "and", then a space and "or". +, numbers and @ also go with a tag:,',
    'a group or a function: +tag:rag, 1+(a b). * fits any part of a name, tag, group or owner; in a path',
    'it stops at /, and ** does not. The shell reads *, (, ) and quotes itself: put such an expression into',
    "single quotes, as in assets list 'not crm.* and kind:source'.",
    '',
    'materialize and plan take what a name is made from along, as far as it is not fresh; --only does not.',
    'Everywhere else a name is that asset alone.',
    '',
    ...Object.entries(closedValues).flatMap(([name, values]) => paragraph(`${name}: is one of ${values.join(', ')}.`)),
  ].join('\n')
}

function widest(rows: readonly (readonly string[])[]): number {
  return Math.max(...rows.map(([example = '']) => example.length))
}
