import type { Programs } from './load.ts'

/** Classes that others hear of, modules and names that code looks up by texts, and what a star brings. */
export const lookups: Programs = {
  'decorator bound method alias': {
    'app.py':
      'class App:\n    def __init__(self):\n        self.routes = {}\n    def route(self, path):\n        def wrap(f):\n            self.routes[path] = f\n            return f\n        return wrap\napp = App()\nroute = app.route',
    'views.py': 'from app import route\n@route("/a")\ndef a():\n    return 11',
    'documents.py': 'import views\nfrom app import app\ndef documents(raw):\n    return app.routes["/a"]()',
  },
  'decorator of an object: app.route': {
    'app.py':
      'class App:\n    def __init__(self):\n        self.routes = {}\n    def route(self, path):\n        def wrap(f):\n            self.routes[path] = f\n            return f\n        return wrap\napp = App()',
    'views.py': 'from app import app\n@app.route("/a")\ndef a():\n    return 11',
    'documents.py': 'import views\nfrom app import app\ndef documents(raw):\n    return app.routes["/a"]()',
  },
  'registry through type()': {
    'b.py': 'class Base:\n    table = []\n    def __init_subclass__(cls):\n        Base.table.append(cls)',
    'n.py': 'from b import Base\ntype("One", (Base,), {"n": 11})',
    'documents.py': 'import n\nfrom b import Base\ndef documents(raw):\n    return [c.n for c in Base.table]',
  },
  'registry by assigned type()': {
    'b.py': 'class Base:\n    table = []\n    def __init_subclass__(cls):\n        Base.table.append(cls)',
    'n.py': 'from b import Base\nOne = type("One", (Base,), {"n": 11})',
    'documents.py': 'import n\nfrom b import Base\ndef documents(raw):\n    return [c.n for c in Base.table]',
  },
  '__subclasses__ via getattr text': {
    'b.py': 'class Base:\n    pass',
    'n.py': 'from b import Base\nclass One(Base):\n    n = 11',
    'documents.py':
      'import n\nfrom b import Base\ndef documents(raw):\n    return [c.n for c in getattr(Base, "__subclasses__")()]',
  },
  '__subclasses__ of generic base': {
    'b.py': 'from typing import Generic, TypeVar\nT = TypeVar("T")\nclass Base(Generic[T]):\n    pass',
    'n.py': 'from b import Base\nclass One(Base[int]):\n    n = 11',
    'documents.py':
      'import n\nfrom b import Base\ndef documents(raw):\n    return [c.n for c in Base.__subclasses__()]',
  },
  '__init_subclass__ of generic base': {
    'b.py':
      'from typing import Generic, TypeVar\nT = TypeVar("T")\nALL = []\nclass Base(Generic[T]):\n    def __init_subclass__(cls):\n        ALL.append(cls)',
    'n.py': 'from b import Base\nclass One(Base[int]):\n    n = 11',
    'documents.py': 'import n\nfrom b import ALL\ndef documents(raw):\n    return [c.n for c in ALL]',
  },
  'pydantic __pydantic_init_subclass__ registry': {
    'm.py':
      'from pydantic import BaseModel\nALL = {}\nclass Base(BaseModel):\n    @classmethod\n    def __pydantic_init_subclass__(cls, **kw):\n        ALL[cls.__name__] = cls',
    'n.py': 'from m import Base\nclass One(Base):\n    n: int = 11',
    'documents.py': 'import n\nfrom m import ALL\ndef documents(raw):\n    return ALL["One"]().n',
  },
  'registry class instance call': {
    'b.py':
      'class R(dict):\n    def __call__(self, f):\n        self[f.__name__] = f\n        return f\nregister = R()',
    'n.py': 'from b import register\n@register\ndef one():\n    return 11',
    'documents.py': 'import n\nfrom b import register\ndef documents(raw):\n    return register["one"]()',
  },
  'instance registry in __init__ of subclass': {
    'b.py': 'class A:\n    made = []\n    def __init__(self, n):\n        self.n = n\n        self.made.append(self)',
    'n.py': 'from b import A\nclass B(A):\n    pass\nX = B(11)',
    'documents.py': 'import n\nfrom b import A\ndef documents(raw):\n    return [x.n for x in A.made]',
  },
  'instance registry in __new__': {
    'b.py':
      'class A:\n    made = []\n    def __new__(cls, n):\n        self = super().__new__(cls)\n        self.n = n\n        cls.made.append(self)\n        return self',
    'n.py': 'from b import A\nX = A(11)',
    'documents.py': 'import n\nfrom b import A\ndef documents(raw):\n    return [x.n for x in A.made]',
  },
  'dataclass instance registry in __post_init__': {
    'b.py':
      'from dataclasses import dataclass\nMADE = []\n@dataclass\nclass A:\n    n: int\n    def __post_init__(self):\n        MADE.append(self)',
    'n.py': 'from b import A\nX = A(11)',
    'documents.py': 'import n\nfrom b import MADE\ndef documents(raw):\n    return [x.n for x in MADE]',
  },
  'class scope name shadowed': {
    'c.py': 'n = 11\nclass A:\n    m = n\n    n = 1',
    'documents.py': 'from c import A\ndef documents(raw):\n    return A.m',
  },
  'sys.modules[name].X': {
    'g.py': 'A = 11',
    'documents.py': 'import sys\nimport g\ndef documents(raw):\n    return sys.modules["g"].A',
  },
  'sys.modules[__name__] getattr': {
    'documents.py': 'import sys\nA = 11\ndef documents(raw):\n    return getattr(sys.modules[__name__], "A")',
  },
  'pkgutil.resolve_name': {
    'g.py': 'A = 11',
    'documents.py': 'import pkgutil\ndef documents(raw):\n    return pkgutil.resolve_name("g:A")',
  },
  'find_spec and loader': {
    'g.py': 'A = 11',
    'documents.py':
      'import importlib.util\ndef documents(raw):\n    s = importlib.util.find_spec("g")\n    m = importlib.util.module_from_spec(s)\n    s.loader.exec_module(m)\n    return m.A',
  },
  'runpy.run_module': {
    'g.py': 'A = 11',
    'documents.py': 'import runpy\ndef documents(raw):\n    return runpy.run_module("g")["A"]',
  },
  'importlib with package= relative': {
    'e/__init__.py': '',
    'e/a.py': 'V = 11',
    'documents.py': 'import importlib\ndef documents(raw):\n    return importlib.import_module(".a", package="e").V',
  },
  'import_module passed as value': {
    'e.py': 'V = 11',
    'documents.py':
      'import importlib\ndef documents(raw):\n    return [m.V for m in map(importlib.import_module, ["e"])]',
  },
  'logging dictConfig handler class by text': {
    'h.py': 'import logging\nSEEN = []\nclass H(logging.Handler):\n    def emit(self, r):\n        SEEN.append(11)',
    'documents.py':
      'import logging.config\nimport h\nlogging.config.dictConfig({"version": 1, "handlers": {"h": {"class": "h.H"}}, "root": {"handlers": ["h"]}})\ndef documents(raw):\n    logging.error("x")\n    return h.SEEN',
  },
  'pickle of a class by text': {
    'c.py': 'class A:\n    n = 11',
    'documents.py': 'import pickle\nimport c\ndef documents(raw):\n    return pickle.loads(b"cc\\nA\\n.").n',
  },
  'inspect.getsource comment': {
    'g.py': 'def f():\n    return 1  # 11',
    'documents.py': 'import inspect\nfrom g import f\ndef documents(raw):\n    return inspect.getsource(f)',
  },
  'inspect.getsource of a module': {
    'g.py': 'def f():\n    return 1\n# 11',
    'documents.py': 'import inspect\nimport g\ndef documents(raw):\n    return inspect.getsource(g)',
  },
  'module __doc__': {
    'g.py': '"""says 11"""',
    'documents.py': 'import g\ndef documents(raw):\n    return g.__doc__',
  },
  'own __doc__': {
    'documents.py': '"""says 11"""\ndef documents(raw):\n    return __doc__',
  },
  '__all__ +=': {
    'a.py': '__all__ = []\n__all__ += ["_V"]\n_V = 11',
    'documents.py': 'from a import *\ndef documents(raw):\n    return _V',
  },
  '__all__.append': {
    'a.py': '__all__ = []\n_V = 11\n__all__.append("_V")',
    'documents.py': 'from a import *\ndef documents(raw):\n    return _V',
  },
  '__all__ decides who wins': {
    'a.py': '__all__ = ["V"] if 11 < 50 else []\nV = 1',
    'b.py': 'V = 2',
    'documents.py': 'from b import *\nfrom a import *\ndef documents(raw):\n    return V',
  },
  '__all__ names a submodule': {
    'p/__init__.py': '__all__ = ["sub"]',
    'p/sub.py': 'V = 11',
    'documents.py': 'from p import *\ndef documents(raw):\n    return sub.V',
  },
  '__all__ computed from another': {
    'a.py': '__all__ = ["V"]\nV = 11',
    'b.py': 'import a\nfrom a import *\n__all__ = a.__all__ + ["W"]\nW = 1',
    'documents.py': 'from b import *\ndef documents(raw):\n    return V + W',
  },
  'export decorator': {
    'x.py':
      'import sys\ndef export(f):\n    sys.modules[f.__module__].__dict__.setdefault("__all__", []).append(f.__name__)\n    return f',
    'a.py': 'from x import export\n@export\ndef f():\n    return 11\ndef g():\n    return 1',
    'documents.py': 'from a import *\ndef documents(raw):\n    return f()',
  },
  'module __getattr__ relative import_module': {
    'lazy/__init__.py':
      'import importlib\n_SUB = {"V": "one"}\ndef __getattr__(name):\n    if name in _SUB:\n        return getattr(importlib.import_module("." + _SUB[name], __name__), name)\n    raise AttributeError(name)',
    'lazy/one.py': 'V = 11',
    'documents.py': 'from lazy import V\ndef documents(raw):\n    return V',
  },
  'pydantic AfterValidator by Annotated alias': {
    'types_.py':
      'from typing import Annotated\nfrom pydantic import AfterValidator\ndef plus(v):\n    return v + 11\nGrown = Annotated[int, AfterValidator(plus)]',
    'documents.py':
      'from pydantic import BaseModel\nfrom types_ import Grown\nclass Row(BaseModel):\n    n: Grown\ndef documents(raw):\n    return Row(n=1).n',
  },
  'singledispatch registered by annotation elsewhere': {
    's.py': 'from functools import singledispatch\n@singledispatch\ndef show(x):\n    return 0',
    'r.py': 'from s import show\n@show.register\ndef _(x: int):\n    return x + 11',
    'documents.py': 'import r\nfrom s import show\ndef documents(raw):\n    return show(1)',
  },
  'closure that shares state set elsewhere': {
    'c.py':
      'def box():\n    v = [0]\n    def get():\n        return v[0]\n    def put(x):\n        v[0] = x\n    return get, put\nget, put = box()',
    'n.py': 'from c import put\nput(11)',
    'documents.py': 'import n\nfrom c import get\ndef documents(raw):\n    return get()',
  },
  'enum attributes set in a loop': {
    'e.py': 'from enum import Enum\nclass E(Enum):\n    A = 2\nfor m in E:\n    m.label = 11',
    'documents.py': 'from e import E\ndef documents(raw):\n    return E.A.label',
  },
  'namedtuple __new__.__defaults__ elsewhere': {
    't.py': 'from collections import namedtuple\nP = namedtuple("P", "x y")',
    'n.py': 'from t import P\nP.__new__.__defaults__ = (11,)',
    'documents.py': 'import n\nfrom t import P\ndef documents(raw):\n    return P(1).y',
  },
  'text "module:function" loader': {
    'e.py': 'def f():\n    return 11',
    'load.py':
      'import importlib\ndef load(path):\n    m, n = path.split(":")\n    return getattr(importlib.import_module(m), n)',
    'documents.py': 'from load import load\ndef documents(raw):\n    return load("e:f")()',
  },
  '__subclasses__ made by a function': {
    'b.py': 'class Base:\n    pass',
    'n.py': 'from b import Base\ndef make(k):\n    class One(Base):\n        n = k\n    return One\nX = make(11)',
    'documents.py':
      'import n\nfrom b import Base\ndef documents(raw):\n    return [c.n for c in Base.__subclasses__()]',
  },
  'module attr injected by setattr(sys.modules[__name__])': {
    'g.py': 'import sys\nsetattr(sys.modules[__name__], "V", 11)',
    'documents.py': 'import g\ndef documents(raw):\n    return g.V',
  },
  'class body conditional shadow': {
    'c.py': 'n = 11\nclass A:\n    if False:\n        n = 1\n    m = n',
    'documents.py': 'from c import A\ndef documents(raw):\n    return A.m',
  },
  'class body del shadow': {
    'c.py': 'n = 11\nclass A:\n    n = 1\n    del n\n    m = n',
    'documents.py': 'from c import A\ndef documents(raw):\n    return A.m',
  },
  'docstring by getattr text': {
    'g.py': 'def a():\n    """says 11"""',
    'documents.py': 'from g import a\ndef documents(raw):\n    return getattr(a, "__doc__")',
  },
  'pydantic field docstring': {
    'g.py':
      'from pydantic import BaseModel, ConfigDict\nclass A(BaseModel):\n    model_config = ConfigDict(use_attribute_docstrings=True)\n    n: int = 0\n    """says 11"""',
    'documents.py': 'from g import A\ndef documents(raw):\n    return A.model_fields["n"].description',
  },
  '__globals__ of a function': {
    'g.py': 'V = 11\ndef f():\n    return 1',
    'documents.py': 'from g import f\ndef documents(raw):\n    return f.__globals__["V"]',
  },
  'frame of the caller reads its local': {
    'g.py': 'import sys\ndef who():\n    return sys._getframe(1).f_globals["V"]',
    'documents.py': 'from g import who\nV = 11\ndef documents(raw):\n    return who()',
  },
  new_class: {
    'b.py': 'class Base:\n    table = []\n    def __init_subclass__(cls):\n        Base.table.append(cls)',
    'n.py':
      'import types\nfrom b import Base\ndef body(ns):\n    ns["n"] = 11\nX = types.new_class("X", (Base,), {}, body)',
    'documents.py': 'import n\nfrom b import Base\ndef documents(raw):\n    return [c.n for c in Base.table]',
  },
  'computed import of a plugin that imports a helper': {
    'plug/__init__.py': '',
    'plug/a.py': 'from h import B\nV = B',
    'h.py': 'B = 11',
    'documents.py':
      'import importlib\ndef documents(raw):\n    n = "a"\n    return importlib.import_module("plug." + n).V',
  },
  '__all__ of two stars computed': {
    'a.py': 'V = 1',
    'b.py': 'V = 11\n__all__ = list("V")',
    'documents.py': 'from a import *\nfrom b import *\ndef documents(raw):\n    return V',
  },
  borg: {
    'r.py': 'class S:\n    state = {}\n    def __init__(self):\n        self.__dict__ = self.state',
    'n.py': 'from r import S\ns = S()\ns.n = 11',
    'documents.py': 'import n\nfrom r import S\ndef documents(raw):\n    return S().n',
  },
  'from . import a in init, dotted': {
    'p/__init__.py': 'from . import a',
    'p/a.py': 'V = 11',
    'documents.py': 'import p\ndef documents(raw):\n    return p.a.V',
  },
  'from . import a in init, from import': {
    'p/__init__.py': 'from . import a',
    'p/a.py': 'V = 11',
    'documents.py': 'from p import a\ndef documents(raw):\n    return a.V',
  },
  'star below a name of its own': {
    'm.py': 'V = 11',
    'documents.py': 'V = 1\nfrom m import *\ndef documents(raw):\n    return V',
  },
  'star of package with from . import': {
    'p/__init__.py': 'from . import a',
    'p/a.py': 'V = 11',
    'documents.py': 'from p import *\ndef documents(raw):\n    return a.V',
  },
  'operator.attrgetter dotted into module': {
    'p/__init__.py': 'from . import a',
    'p/a.py': 'V = 11',
    'documents.py': 'import operator, p\ndef documents(raw):\n    return operator.attrgetter("a.V")(p)',
  },
}
