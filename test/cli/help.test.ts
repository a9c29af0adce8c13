import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { exitCodesHelp } from '../../src/cli/help/exit-codes.ts'
import { selectionHelp } from '../../src/cli/help/selection.ts'
import { helpTopics } from '../../src/cli/help/topics.ts'
import { parse } from '../../src/cli/parse.ts'
import { sections } from '../../src/cli/program/sections.ts'
import { createProgram } from '../../src/cli/program.ts'
import { errorCodes } from '../../src/errors.ts'
import { attributes, forms, functions } from '../../src/graph/selection/grammar.ts'

describe('assets help exit-codes', () => {
  const [meanings, errors] = exitCodesHelp().split('\n\nErrors')

  test('tells what each code means', () => {
    expect(meanings).toBe(
      `
What the command ends with:

    0  All is well. \`assets status\` ends with it whatever it shows.
    1  It ran as it should and the answer is bad: an asset or a blocking check failed, \`assets
       check\` found something not up to date, data is damaged.
    2  Nothing was run: a wrong flag, an unknown asset, an empty selection, a cycle, SQL that
       does not parse, a project that does not load.
    3  A bug of assets itself. Please report it with what was printed.
    4  Another process holds what is needed, or something cannot be reached. Trying again later
       can help.
  130  Interrupted by Ctrl-C (SIGINT).
  143  Ended by SIGTERM.`.trim(),
    )
  })

  test('names every error once, below the code it ends the command with', () => {
    const listed: Record<string, number> = {}
    let exitCode = Number.NaN
    for (const line of errors!.split('\n')) {
      const head = /^ {2}(\d+)$/.exec(line)
      if (head !== null) exitCode = Number(head[1])
      else if (line.startsWith('    ')) {
        for (const code of line.trim().split(' ')) {
          expect(listed).not.toHaveProperty(code)
          listed[code] = exitCode
        }
      }
    }
    expect(listed).toEqual(errorCodes)
  })
})

describe('assets help selection', () => {
  test('tells the whole grammar', () => {
    expect(selectionHelp()).toBe(
      `
Arguments, --select and --exclude take the same expressions. Several are united, and --exclude is
taken from the rest. No selection means everything; a selection that matches nothing is an error.

  raw_documents             the asset of this name; a name may hold dots
  crm.*                     every asset whose name fits: * is any text, ? is one character
  +report                   the asset and all that it is made from
  report+                   the asset and all that is made from it
  2+report+1                the asset, two steps up and one step down
  @report                   the asset, all that is made from it, and all that those are made from
  a b                       either: a space is a union, and so is "or"
  tag:rag,kind:source       both: a comma is an intersection, and so is "and"
  not a and (b or c)        "not" is everything else, and parentheses group
  owner:"Data team"         a value or a name in quotes is taken as it is

By what is known of an asset:

  tag:rag                   assets with this tag
  group:crm                 assets of this group
  kind:source               assets of this kind
  owner:data@example.com    assets with this owner
  path:assets/crm.ts        assets declared in this file, or anywhere in this folder
  source:crm.orders         assets that are this source, or sources in this namespace
  status:stale              assets that are in this status now
  changed:origin/main       assets that are not what they were at this git ref
  state:modified            assets as dbt says it: modified is stale or missing, new is missing
  resource_type:model       assets of this kind, as dbt calls it
  test_type:unit            assets that are such tests of dbt; a check is a singular one
  package:dbt_utils         assets of this dbt project or package
  exposure:weekly_report    assets that this exposure of dbt reads
  fqn:shop.marts            assets of this dbt package, folder or name
  file:stg_orders.sql       assets declared in a file of this name
  test_name:unique          assets that are this generic test of dbt
  unit_test:adds_up         assets that are this unit test of dbt
  access:public             assets to which dbt gives this access
  version:latest            assets that are such versions of a dbt model
  selector:nightly          assets that this selector of selectors.yml of dbt selects
  config.materialized:view  assets that dbt has configured so; config.meta.level:high too

Of a group in parentheses:

  roots(group:crm)          those that read nothing else of what is inside
  sinks(group:crm)          those that nothing else of what is inside reads, checks aside

"not" binds tightest, then "," and "and", then a space and "or". +, numbers and @ also go with a tag:,
a group or a function: +tag:rag, 1+(a b). * fits any part of a name, tag, group or owner; in a path
it stops at /, and ** does not. The shell reads *, (, ) and quotes itself: put such an expression into
single quotes, as in assets list 'not crm.* and kind:source'.

materialize and plan take what a name is made from along, as far as it is not fresh; --only does not.
Everywhere else a name is that asset alone.

kind: is one of asset, source, check, effect.
status: is one of error, running, failed, blocked, missing, broken, stale, maybe, unknown,
pinned, fresh.
state: is one of modified, new, unmodified.
resource_type: is one of model, seed, snapshot, source, test, unit_test.
test_type: is one of unit, data, generic, singular.
version: is one of latest, prerelease, old, none.
access: is one of private, protected, public.`.trim(),
    )
  })

  test('leaves out nothing that the parser knows', () => {
    const text = selectionHelp()
    for (const { example } of [...forms, ...Object.values(attributes)]) expect(text).toContain(`\n  ${example} `)
    for (const name of Object.keys(functions)) expect(text).toContain(`\n  ${name}(`)
  })
})

test('every topic fits into a terminal of 104 columns', () => {
  expect(Object.keys(helpTopics)).toEqual(['exit-codes', 'selection'])
  for (const text of Object.values(helpTopics)) {
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(104)
  }
  expect(helpTopics.constructor).toBeUndefined()
})

test('a command that is named is built without those of other sections, and is the same', () => {
  const build = (command?: string) =>
    createProgram({ choose: () => undefined, output: {}, ...(command && { command }) })
  const namesIn = (program: Command) => program.commands.flatMap((one) => [one.name(), ...one.aliases()])
  const all = build()
  for (const { names } of sections.filter(({ names }) => names.length > 0))
    for (const name of names) {
      const program = build(name)
      expect(namesIn(program)).toEqual(names)
      expect(program.commands[0]?.helpInformation()).toBe(
        all.commands.find((one) => one.name() === names[0])?.helpInformation(),
      )
    }
  expect(namesIn(all)).toEqual(expect.arrayContaining(sections.flatMap(({ names }) => names)))
})

test('a folder that has the name of a command is none', () => {
  expect(parse(['-qC', 'check', 'list'])).toMatchObject({ type: 'run', name: 'list', flags: { cwd: 'check' } })
})
