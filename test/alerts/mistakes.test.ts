import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { alerting } from './receiver.ts'

const fine = "{ when: ['failed'], to: webhook({ url: 'A' }) },"
test.each([
  [
    "{ when: ['faild'], to: webhook({ url: 'ALERTS_URL' }) }",
    'is to tell of "faild", which is nothing that alerts tell of',
    'did you mean "failed"?',
  ],
  [
    "{ when: ['failed'], to: [command(['x']), webhook({ url: 'https://example.com/secret' })] }",
    'has a webhook whose url is no name of a variable',
    "put it into a variable of the environment, and give the name: url: 'ALERTS_URL'",
  ],
  ["{ when: ['failed'], to: command([]) }", 'has a command without words', /^name a program/],
  [
    "{ when: [], to: webhook({ url: 'A' }) }",
    'has when: a list, which is to be a list of what it tells of: failed, recovered, check_failed, finished, late',
    /^give a list/,
  ],
  ["{ when: ['failed'], to: 'me' }", /^has to: 'me', which is to be webhook/, /^give webhook/],
  [
    "{ when: ['failed'], whom: 'x', to: webhook({ url: 'A' }) }",
    'has an unknown option "whom"',
    /use one of when, select, to$/,
  ],
  [
    "{ when: ['failed'], to: webhook({ url: 'A', headers: {} }) }",
    'has a webhook with an unknown option "headers"',
    'remove it: a webhook takes url and secret',
  ],
  [
    "{ when: ['failed'], select: [], to: command(['x']) }",
    /^has select: a list, which is to be a selection/,
    /^give a/,
  ],
  [
    "{ when: ['failed'], select: 'tag:daily', to: webhook({ url: 'A' }) }",
    'cannot be: no asset matches tag:daily',
    /^nothing has a tag yet/,
  ],
  [
    "{ when: ['late'], to: webhook({ url: 'A' }) }",
    'is for what is late, and nothing that it selects has a dueBy',
    /^give an asset a time/,
  ],
])('%s is refused before anything runs', async (alert, message, fix) => {
  await using project = await createProject(alerting(`${fine}\n${alert}`))
  const { error } = await project.json('status')
  const ends = (words: string | RegExp) => (typeof words === 'string' ? words : expect.stringMatching(words))
  expect({ ...error, message: error.message.replace('the alert 2 ', '') }).toEqual({
    ...{ code: 'PROJECT_INVALID', at: 'assets.config.ts:7', message: ends(message), fix: ends(fix) },
  })
})
