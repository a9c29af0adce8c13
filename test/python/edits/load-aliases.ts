import { elsewhere, type Programs } from './load.ts'

/** State of one module that another one changes when it is imported. */
export const aliases: Programs = {
  'property setter elsewhere': elsewhere(
    "STATE = {'v': 0}\nclass P:\n    @property\n    def mode(self):\n        return 1\n    @mode.setter\n    def mode(self, v):\n        STATE['v'] = v\np = P()",
    'from p import p\np.mode = 11',
    "STATE['v']",
  ),
  '__setattr__ of a class': elsewhere(
    'STATE = {}\nclass P:\n    def __setattr__(self, k, v):\n        STATE[k] = v\np = P()',
    'from p import p\np.mode = 11',
    'STATE',
  ),
  '__setitem__ of a class': elsewhere(
    'STATE = {}\nclass P:\n    def __setitem__(self, k, v):\n        STATE[k] = v\np = P()',
    "from p import p\np['mode'] = 11",
    'STATE',
  ),
  '__iadd__ of a class': elsewhere(
    'STATE = []\nclass P:\n    def __iadd__(self, v):\n        STATE.append(v)\n        return self\np = P()',
    'import p\np.p += 11',
    'STATE',
  ),
  '__enter__ of a context': elsewhere(
    'STATE = []\nclass P:\n    def __init__(self, v):\n        self.v = v\n    def __enter__(self):\n        STATE.append(self.v)\n    def __exit__(self, *a):\n        pass',
    'from p import P\nwith P(11):\n    pass',
    'STATE',
  ),
  'an operator that keeps': elsewhere(
    'STATE = []\nclass P:\n    def __rshift__(self, v):\n        STATE.append(v)\n        return self\na = P()',
    'from p import a\na >> 11',
    'STATE',
  ),
  '__getattr__ of an instance that keeps': elsewhere(
    'STATE = []\nclass P:\n    def __getattr__(self, k):\n        STATE.append(k)\n        return 1\np = P()',
    'from p import p\np.x11',
    'STATE',
  ),
  'iteration that keeps': elsewhere(
    'STATE = []\nclass P:\n    def __iter__(self):\n        STATE.append(11)\n        return iter([])\np = P()',
    'from p import p\nfor x in p:\n    pass',
    'STATE',
  ),
  'comparison that keeps': elsewhere(
    'STATE = []\nclass P:\n    def __eq__(self, o):\n        STATE.append(o)\n        return True\np = P()',
    'from p import p\nX = p == 11',
    'STATE',
  ),
  'generator consumed at import': elsewhere(
    'def gen():\n    i = 0\n    while True:\n        yield i\n        i += 1\nG = gen()',
    'from p import G\nfor x in G:\n    if x >= 11:\n        break',
    'next(G)',
  ),
  'counter consumed by next': elsewhere(
    'import itertools\nids = itertools.count()',
    'from p import ids\nX = [next(ids) for _ in range(11)]',
    'next(ids)',
  ),
  'list alias': elsewhere('ALL = []', 'import p\nsame = p.ALL\nsame.append(11)', 'ALL'),
  'list alias by a function': elsewhere('ALL = []\ndef get():\n    return ALL', 'import p\np.get().append(11)', 'ALL'),
  'list alias by a function and a name': elsewhere(
    'ALL = []\ndef get():\n    return ALL',
    'from p import get\nsame = get()\nsame.append(11)',
    'ALL',
  ),
  'list alias in a dictionary': elsewhere("ALL = []\nBY = {'a': ALL}", "from p import BY\nBY['a'].append(11)", 'ALL'),
  'list alias in a tuple': elsewhere(
    'ALL = []\nBY = (ALL, 1)',
    'from p import BY\nall_, n = BY\nall_.append(11)',
    'ALL',
  ),
  'list alias in a loop': elsewhere('ALL = []\nBY = [ALL]', 'from p import BY\nfor x in BY:\n    x.append(11)', 'ALL'),
  'list alias on an instance': elsewhere(
    'ALL = []\nclass P:\n    def __init__(self, xs):\n        self.xs = xs\n    def put(self, x):\n        self.xs.append(x)\np = P(ALL)',
    'from p import p\np.put(11)',
    'ALL',
  ),
  'list alias on an instance that is local': elsewhere(
    'ALL = []\nclass P:\n    def __init__(self, xs):\n        self.xs = xs\n    def put(self, x):\n        self.xs.append(x)',
    'from p import P, ALL\nP(ALL).put(11)',
    'ALL',
  ),
  'list that a method bound keeps': elsewhere('ALL = []\nadd = ALL.append', 'from p import add\nadd(11)', 'ALL'),
  'map with a function': elsewhere(
    'ALL = []\ndef add(x):\n    ALL.append(x)',
    'from p import add\nlist(map(add, [11]))',
    'ALL',
  ),
  'sorted with a key': elsewhere(
    'ALL = []\ndef key(x):\n    ALL.append(x)\n    return x',
    'from p import key\nX = sorted([11], key=key)',
    'ALL',
  ),
  'function handed to a function': elsewhere(
    'ALL = []\ndef add(x):\n    ALL.append(x)\ndef apply(f, x):\n    f(x)',
    'from p import add, apply\napply(add, 11)',
    'ALL',
  ),
  'lambda handed to a function': elsewhere(
    'ALL = []\ndef apply(f):\n    f()',
    'from p import ALL, apply\napply(lambda: ALL.append(11))',
    'ALL',
  ),
  'closure pair': elsewhere(
    'def make():\n    xs = []\n    def put(x):\n        xs.append(x)\n    def get():\n        return list(xs)\n    return put, get\nput, get = make()',
    'from p import put\nput(11)',
    'get()',
  ),
  'nonlocal counter': elsewhere(
    'def make():\n    n = 0\n    def bump(k):\n        nonlocal n\n        n += k\n        return n\n    return bump\nbump = make()',
    'from p import bump\nbump(11)',
    'bump(1)',
  ),
  'mutable default argument': elsewhere(
    'def put(x=None, xs=[]):\n    if x is not None:\n        xs.append(x)\n    return xs',
    'from p import put\nput(11)',
    'put()',
  ),
  'function attribute': elsewhere("def f():\n    return getattr(f, 'v', 0)", 'from p import f\nf.v = 11', 'f()'),
  'function defaults replaced': elsewhere(
    'def f(x=1):\n    return x',
    'from p import f\nf.__defaults__ = (11,)',
    'f()',
  ),
  'lru_cache warmed': elsewhere(
    'from functools import lru_cache\nN = [1]\n@lru_cache\ndef f(k):\n    return N[0]',
    "import p\nif 11 < 50:\n    p.f('a')\np.N[0] = 5",
    "f('a')",
  ),
  'class attribute by subclass': elsewhere(
    'class A:\n    xs = []\nclass B(A):\n    pass',
    'from p import B\nB.xs.append(11)',
    'A.xs',
  ),
  'classmethod that keeps': elsewhere(
    'class A:\n    xs = []\n    @classmethod\n    def add(cls, x):\n        cls.xs.append(x)',
    'from p import A\nA.add(11)',
    'A.xs',
  ),
  'global in a function called at import': elsewhere(
    'V = 1\ndef setup(v):\n    global V\n    V = v\ndef get():\n    return V',
    'import p\np.setup(11)',
    'get()',
  ),
  'globals()[]': elsewhere(
    "def setup(v):\n    globals()['V'] = v\ndef get():\n    return V\nV = 1",
    'import p\np.setup(11)',
    'get()',
  ),
  'abc register': elsewhere(
    'import abc\nclass A(abc.ABC):\n    pass\nclass C:\n    pass',
    'from p import A, C\nif 11 < 50:\n    A.register(C)',
    'isinstance(C(), A)',
  ),
  'operator setitem': elsewhere(
    'ALL = {}',
    "import operator\nfrom p import ALL\noperator.setitem(ALL, 'a', 11)",
    'ALL',
  ),
  'heapq push': elsewhere('ALL = []', 'import heapq\nfrom p import ALL\nheapq.heappush(ALL, 11)', 'ALL'),
  'bisect insort': elsewhere('ALL = []', 'import bisect\nfrom p import ALL\nbisect.insort(ALL, 11)', 'ALL'),
  'random shuffle of a list': elsewhere(
    'ALL = [1, 2, 3, 4, 5]',
    'import random\nfrom p import ALL\nrandom.Random(11).shuffle(ALL)',
    'ALL',
  ),
  'collections ChainMap': elsewhere(
    'from collections import ChainMap\nBASE = {}\nALL = ChainMap(BASE)',
    "from p import ALL\nALL['a'] = 11",
    'BASE',
  ),
  'functools.reduce that keeps': elsewhere(
    'ALL = []\ndef add(a, b):\n    ALL.append(b)\n    return a',
    'from functools import reduce\nfrom p import add\nreduce(add, [1, 11])',
    'ALL',
  ),
  'comprehension that keeps': elsewhere(
    'ALL = []\ndef add(x):\n    ALL.append(x)',
    'from p import add\n[add(x) for x in [11]]',
    'ALL',
  ),
  'assignment of a call that keeps': elsewhere(
    'ALL = []\ndef add(x):\n    ALL.append(x)\n    return x',
    'from p import add\nX = add(11)',
    'ALL',
  ),
  'default argument that keeps': elsewhere(
    'ALL = []\ndef add(x):\n    ALL.append(x)\n    return x',
    'from p import add\ndef f(x=add(11)):\n    return x',
    'ALL',
  ),
  'class keyword that keeps': elsewhere(
    'ALL = []\ndef add(x):\n    ALL.append(x)\n    return object',
    'from p import add\nclass C(add(11)):\n    pass',
    'ALL',
  ),
  'thread at import': elsewhere(
    'ALL = []\ndef add(x):\n    ALL.append(x)',
    'import threading\nfrom p import add\nt = threading.Thread(target=add, args=(11,))\nt.start()\nt.join()',
    'ALL',
  ),
  'asyncio run at import': elsewhere(
    'ALL = []\nasync def add(x):\n    ALL.append(x)',
    'import asyncio\nfrom p import add\nasyncio.run(add(11))',
    'ALL',
  ),
  ExitStack: elsewhere(
    'ALL = []\ndef add(x):\n    ALL.append(x)',
    'import contextlib\nfrom p import add\nwith contextlib.ExitStack() as s:\n    s.callback(add, 11)',
    'ALL',
  ),
  'setdefault of a table': elsewhere('ALL = {}', "from p import ALL\nALL.setdefault('a', []).append(11)", 'ALL'),
  'get of a table': elsewhere("ALL = {'a': []}", "from p import ALL\nALL.get('a').append(11)", 'ALL'),
  'values of a table in a loop': elsewhere(
    "ALL = {'a': []}",
    'from p import ALL\nfor xs in ALL.values():\n    xs.append(11)',
    'ALL',
  ),
  'a name of harmless method that is the project own': elsewhere(
    'class R:\n    def __init__(self):\n        self.xs = []\n    def get(self, x):\n        self.xs.append(x)\nr = R()',
    'from p import r\nr.get(11)',
    'r.xs',
  ),
  'a harmless method on something given': elsewhere(
    'class R:\n    def __init__(self):\n        self.xs = []\n    def info(self, x):\n        self.xs.append(x)\nr = R()\ndef say(l):\n    l.info(11)',
    'from p import r, say\nsay(r)',
    'r.xs',
  ),
}
