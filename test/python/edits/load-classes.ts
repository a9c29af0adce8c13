import type { Programs } from './load.ts'

/** Decorators, metaclasses, registries, dataclasses and modules that are imported by name. */
export const classes: Programs = {
  'decorator of another module that wraps': {
    'deco.py':
      'import functools\ndef plus(n):\n    def wrap(f):\n        @functools.wraps(f)\n        def inner(*a):\n            return f(*a) + n\n        return inner\n    return wrap',
    'documents.py':
      'from deco import plus\n@plus(11)\ndef helper(x):\n    return x\ndef documents(raw):\n    return helper(1)',
  },
  'decorator body edited': {
    'deco.py': 'def plus(f):\n    return lambda *a: f(*a) + 11',
    'documents.py':
      'from deco import plus\n@plus\ndef helper(x):\n    return x\ndef documents(raw):\n    return helper(1)',
  },
  'decorator class with call': {
    'deco.py':
      'class Plus:\n    def __init__(self, f):\n        self.f = f\n    def __call__(self, *a):\n        return self.f(*a) + 11',
    'documents.py':
      'from deco import Plus\n@Plus\ndef helper(x):\n    return x\ndef documents(raw):\n    return helper(1)',
  },
  'metaclass adds an attribute': {
    'meta.py':
      "class M(type):\n    def __new__(mcls, name, bases, ns):\n        ns['extra'] = 11\n        return super().__new__(mcls, name, bases, ns)",
    'documents.py': 'from meta import M\nclass A(metaclass=M):\n    pass\ndef documents(raw):\n    return A.extra',
  },
  'metaclass getattr': {
    'meta.py': 'class M(type):\n    def __getattr__(cls, name):\n        return 11',
    'documents.py': 'from meta import M\nclass A(metaclass=M):\n    pass\ndef documents(raw):\n    return A.anything',
  },
  'module getattr': {
    'lazy.py': "def __getattr__(name):\n    if name == 'VALUE':\n        return 11\n    raise AttributeError(name)",
    'documents.py': 'from lazy import VALUE\ndef documents(raw):\n    return VALUE',
  },
  'module getattr that imports': {
    'lazy/__init__.py': "import importlib\ndef __getattr__(name):\n    return importlib.import_module('lazy.' + name)",
    'lazy/one.py': 'V = 11',
    'documents.py': 'import lazy\ndef documents(raw):\n    return lazy.one.V',
  },
  'conditional import by platform': {
    'a.py': 'V = 11',
    'b.py': 'V = 2',
    'documents.py':
      'import sys\nif sys.version_info >= (3, 0):\n    from a import V\nelse:\n    from b import V\ndef documents(raw):\n    return V',
  },
  'conditional import by a setting of another module': {
    'conf.py': 'FAST = 11 < 50',
    'a.py': 'V = 1',
    'b.py': 'V = 2',
    'documents.py':
      'import conf\nif conf.FAST:\n    from a import V\nelse:\n    from b import V\ndef documents(raw):\n    return V',
  },
  'importlib of a written name, module edited': {
    'engines/__init__.py': '',
    'engines/a.py': 'V = 11',
    'conf.py': "ENGINE = 'engines.a'",
    'documents.py':
      'import importlib\nfrom conf import ENGINE\ndef documents(raw):\n    return importlib.import_module(ENGINE).V',
  },
  __import__: { 'engine.py': 'V = 11', 'documents.py': "def documents(raw):\n    return __import__('engine').V" },
  'pkgutil plugins': {
    'plugins/__init__.py': '',
    'plugins/p.py': 'V = 11',
    'documents.py':
      "import importlib, pkgutil, plugins\ndef documents(raw):\n    return [importlib.import_module('plugins.' + m.name).V for m in pkgutil.iter_modules(plugins.__path__)]",
  },
  'plugins loaded when a package is imported': {
    'plugins/__init__.py':
      "import importlib, pkgutil\nALL = []\nfor m in pkgutil.iter_modules(__path__):\n    importlib.import_module('plugins.' + m.name)",
    'plugins/p.py': 'from plugins import ALL\nALL.append(11)',
    'documents.py': 'import plugins\ndef documents(raw):\n    return plugins.ALL',
  },
  '__init_subclass__ registry in another module': {
    'base.py':
      'class Base:\n    registry = {}\n    def __init_subclass__(cls, key=None, **kw):\n        super().__init_subclass__(**kw)\n        Base.registry[key] = cls',
    'impl.py': "from base import Base\nclass One(Base, key='one'):\n    def run(self):\n        return 11",
    'documents.py': "import impl\nfrom base import Base\ndef documents(raw):\n    return Base.registry['one']().run()",
  },
  '__init_subclass__ of a grandparent': {
    'base.py':
      'REG = []\nclass Base:\n    def __init_subclass__(cls):\n        REG.append(cls)\nclass Mid(Base):\n    pass',
    'impl.py': 'from base import Mid\nclass One(Mid):\n    size = 11',
    'documents.py':
      "import impl\nfrom base import REG\ndef documents(raw):\n    return [c.__dict__.get('size') for c in REG]",
  },
  '__set_name__ registers': {
    'fields.py':
      'ALL = []\nclass Field:\n    def __init__(self, n):\n        self.n = n\n    def __set_name__(self, owner, name):\n        ALL.append((name, self.n))',
    'model.py': 'from fields import Field\nclass M:\n    a = Field(11)',
    'documents.py': 'import model\nfrom fields import ALL\ndef documents(raw):\n    return ALL',
  },
  __class_getitem__: {
    'g.py': 'SEEN = []\nclass G:\n    def __class_getitem__(cls, item):\n        SEEN.append(item)\n        return cls',
    'use.py': 'from g import G\nX = G[11]',
    'documents.py': 'import use\nfrom g import SEEN\ndef documents(raw):\n    return SEEN',
  },
  'dataclass field default factory': {
    'm.py':
      'from dataclasses import dataclass, field\ndef make():\n    return [11]\n@dataclass\nclass D:\n    xs: list = field(default_factory=make)',
    'documents.py': 'from m import D\ndef documents(raw):\n    return D().xs',
  },
  'dataclass __post_init__': {
    'm.py':
      'from dataclasses import dataclass\n@dataclass\nclass D:\n    x: int = 1\n    def __post_init__(self):\n        self.x += 11',
    'documents.py': 'from m import D\ndef documents(raw):\n    return D().x',
  },
  'dataclass inherited field': {
    'm.py':
      'from dataclasses import dataclass\n@dataclass\nclass B:\n    x: int = 11\n@dataclass\nclass D(B):\n    y: int = 1',
    'documents.py': 'from m import D\nimport dataclasses\ndef documents(raw):\n    return dataclasses.asdict(D())',
  },
  'dataclass option order': {
    'm.py': 'from dataclasses import dataclass\n@dataclass(order=11 < 50)\nclass D:\n    x: int = 1',
    'documents.py': "from m import D\ndef documents(raw):\n    return '__lt__' in D.__dict__",
  },
  'partial registered from another module': {
    'reg.py': 'STEPS = []',
    'steps.py':
      'from functools import partial\nimport reg\ndef add(n, x):\n    return x + n\nreg.STEPS.append(partial(add, 11))',
    'documents.py': 'import steps\nfrom reg import STEPS\ndef documents(raw):\n    return [s(1) for s in STEPS]',
  },
  'partial at the top': {
    'm.py': 'from functools import partial\ndef add(n, x):\n    return x + n\nadder = partial(add, 11)',
    'documents.py': 'from m import adder\ndef documents(raw):\n    return adder(1)',
  },
  'singledispatch registered in another module': {
    'd.py': 'from functools import singledispatch\n@singledispatch\ndef size(x):\n    return 0',
    'impl.py': 'from d import size\n@size.register\ndef _(x: int):\n    return 11',
    'documents.py': 'import impl\nfrom d import size\ndef documents(raw):\n    return size(1)',
  },
  'singledispatch registered by call': {
    'd.py': 'from functools import singledispatch\n@singledispatch\ndef size(x):\n    return 0',
    'impl.py': 'from d import size\nsize.register(int, lambda x: 11)',
    'documents.py': 'import impl\nfrom d import size\ndef documents(raw):\n    return size(1)',
  },
  'singledispatch type edited': {
    'd.py': 'from functools import singledispatch\n@singledispatch\ndef size(x):\n    return 0',
    'impl.py': 'from d import size\n@size.register(int if 11 < 50 else str)\ndef _(x):\n    return 5',
    'documents.py': 'import impl\nfrom d import size\ndef documents(raw):\n    return size(1)',
  },
  'json encoder default': {
    'enc.py': 'import json\nclass E(json.JSONEncoder):\n    def default(self, o):\n        return 11',
    'documents.py':
      "import json\nfrom enc import E\ndef documents(raw):\n    return json.dumps({'a': object()}, cls=E)",
  },
  'enum value': {
    'en.py': 'from enum import Enum\nclass E(Enum):\n    A = 11',
    'documents.py': 'from en import E\ndef documents(raw):\n    return [e.value for e in E]',
  },
  'namedtuple default': {
    'nt.py': "from collections import namedtuple\nP = namedtuple('P', 'x y', defaults=[11])",
    'documents.py': 'from nt import P\ndef documents(raw):\n    return P(1)',
  },
  'descriptor in a class': {
    'de.py': 'class D:\n    def __get__(self, o, t):\n        return 11',
    'documents.py': 'from de import D\nclass A:\n    x = D()\ndef documents(raw):\n    return A().x',
  },
  'star import of another that changes': {
    'p.py': 'ALL = []',
    'conf.py': 'from p import *\nALL.append(11)',
    'documents.py': 'from conf import *\ndef documents(raw):\n    return ALL',
  },
  'package init that imports a patching module': {
    'pk/__init__.py': 'from . import patch\nfrom .core import size',
    'pk/core.py': 'def size():\n    return V\nV = 1',
    'pk/patch.py': 'from . import core\ncore.V = 11',
    'documents.py': 'from pk.core import size\ndef documents(raw):\n    return size()',
  },
  'try except at import': {
    'p.py': "try:\n    X = int('11' if True else 'a')\nexcept ValueError:\n    X = 0",
    'documents.py': 'from p import X\ndef documents(raw):\n    return X',
  },
  'typing TypedDict get_type_hints': {
    'p.py': 'from typing import TypedDict\nclass T(TypedDict):\n    a11: int',
    'documents.py': 'from p import T\ndef documents(raw):\n    return list(T.__annotations__)',
  },
}
