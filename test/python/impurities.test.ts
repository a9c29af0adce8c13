import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { askFacts, type FoundFunction } from '../../src/python/ask-facts.ts'
import { tempFolder } from '../discover/temp-project.ts'
import { describePython } from '../rig/python/describe.ts'

/** The line of a function that does it, what is imported for it, and what is told: the kind, and what is written. */
type Case = readonly [what: string, imports: string, line: string, told: string]

const cases: readonly Case[] = [
  ['the clock', 'from datetime import datetime', 'datetime.now()', 'clock datetime.datetime.now'],
  [
    'the clock under another name',
    'from datetime import datetime as dt',
    'dt.utcnow()',
    'clock datetime.datetime.utcnow',
  ],
  ['the clock by its module', 'import datetime', 'datetime.date.today()', 'clock datetime.date.today'],
  ['the clock by a name of the module', 'import time\nnow = time.time', 'now()', 'clock time.time'],
  ['the clock, not called', 'import time', 'sorted([], key=time.time)', 'clock time.time'],
  ["pandas' clock", 'import pandas as pd', 'pd.Timestamp.now()', 'clock pandas.Timestamp.now'],
  ['chance', 'import random', 'random.choice([1])', 'random random.choice'],
  ['chance under another name', 'from random import randint as draw', 'draw(1, 2)', 'random random.randint'],
  ["numpy's chance", 'import numpy as np', 'np.random.rand(2)', 'random numpy.random.rand'],
  ['a generator without a seed', 'import numpy as np', 'np.random.default_rng()', 'random numpy.random.default_rng'],
  ['a generator with a seed', 'import numpy as np', 'np.random.default_rng(7)', ''],
  ['one of the library with a seed', 'import random', 'random.Random(7).random()', ''],
  ['an identifier', 'import uuid', 'uuid.uuid4()', 'random uuid.uuid4'],
  ['an identifier that follows from its text', 'import uuid', 'uuid.uuid5(uuid.NAMESPACE_URL, "a")', ''],
  ['a secret', 'import secrets', 'secrets.token_hex()', 'random secrets.token_hex'],
  ['all variables', 'import os', 'dict(os.environ)', 'environment os.environ'],
  ['a variable whose name is not written', 'import os', 'os.environ[str(raw)]', 'environment os.environ'],
  ['a variable', 'import os', 'os.environ["LANG2"]', 'variable LANG2'],
  ['a variable with a default', 'import os', 'os.environ.get("LANG2", "en")', 'variable LANG2'],
  ['a variable by getenv', 'from os import getenv', 'getenv("LANG2")', 'variable LANG2'],
  ['a variable by a constant', 'import os\nNAME = "LANG2"', 'os.getenv(NAME)', 'variable LANG2'],
  ['a file', '', 'open("notes.txt").read()', 'files open'],
  ['a file that is written', '', 'open("notes.txt", "w")', 'files open writes'],
  ['a file by its path', 'from pathlib import Path', 'Path("notes.txt").read_text()', 'files read_text'],
  ['a file beside the code', 'from pathlib import Path', 'open(Path(__file__).parent / "notes.txt").read()', ''],
  ['a table', 'import pandas as pd', 'pd.read_csv("rows.csv")', 'files pandas.read_csv'],
  [
    'a table beside the code',
    'import pandas as pd\nfrom pathlib import Path',
    'pd.read_csv(Path(__file__).parent / "rows.csv")',
    '',
  ],
  ['a table that is written', '', 'raw.to_csv("rows.csv")', 'files to_csv writes'],
  ['the text of a table', '', 'raw.to_csv()', ''],
  ['names in a folder', 'import glob', 'glob.glob("*.txt")', 'files glob.glob'],
  ['the network', 'import requests', 'requests.get("https://example.com")', 'network requests.get'],
  [
    'the network under another name',
    'from requests import get as fetch',
    'fetch("https://example.com")',
    'network requests.get',
  ],
  [
    'the network of the library',
    'import urllib.request',
    'urllib.request.urlopen("https://example.com")',
    'network urllib.request.urlopen',
  ],
  ['a process', 'import subprocess', 'subprocess.run(["ls"])', 'process subprocess.run'],
  ['nothing', 'import json, math, re', 'json.dumps([math.pi, re.escape("a")])', ''],
]

describePython('frames', 'what no fingerprint of Python sees', ({ interpreter }) => {
  let found: readonly FoundFunction[]

  beforeAll(async () => {
    const sources = cases.map(([, imports, line], index) => [
      `${index}/code.py`,
      `${imports}\n\ndef rows(raw):\n    return ${line}\n`,
    ])
    const root = tempFolder(Object.fromEntries(sources))
    const functions = cases.map((_, index) => ({ file: join(root, String(index), 'code.py'), function: 'rows' }))
    const answer = await askFacts(
      { path: interpreter, from: 'project', looked: [], variables: [] },
      { root, functions },
    )
    found = answer.functions as readonly FoundFunction[]
  })

  test.each(cases.map((one, index) => [...one, index] as const))('%s', (_what, imports, _line, told, index) => {
    const { notes, variables } = found[index] as FoundFunction
    const said = notes.map((note) => {
      const kind = note.kind === 'impurity' ? note.impurity : note.kind
      return `${kind} ${note.what}${'writes' in note && note.writes ? ' writes' : ''}`
    })
    expect([...said, ...variables.map((name) => `variable ${name}`)].join()).toBe(told)
    // What a module does when it is imported has a line of its own.
    const lines = notes.filter(({ declaration }) => declaration === 0).map(({ line }) => line)
    expect(lines.every((line) => line === imports.split('\n').length + 3)).toBe(true)
  })
})
