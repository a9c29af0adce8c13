"""Leaves out of the import of dbt what a parse and a compilation do not ask for: it takes half of an import. What is asked for after all
is loaded then, as it is."""

import dataclasses
import importlib
import importlib.util
import inspect
import sys
from importlib.machinery import PathFinder
from types import ModuleType


def import_less():
    """Before dbt is imported. What is not there, or is built in another way, is left to dbt, which tells what it lacks."""
    for leave_out in (undescribed_classes, later_methods, later_semantics, later_algorithms):
        try:
            leave_out()
        except Exception:
            pass


def undescribed_classes():
    """A dataclass without a docstring gets its signature as one, which nobody reads here."""
    dataclasses.inspect = Undescribed("inspect")


class Undescribed(ModuleType):
    def __getattr__(self, name):
        return getattr(inspect, name)

    def signature(self, *_, **__):
        return ""


# ---- methods that are compiled when they are called first ----


def later_methods():
    """
    dbt's classes say that the methods which read and write them are compiled when they are called. mashumaro then compiles for each class
    methods that do so, which takes a quarter of an import. One closure does the same.
    """
    from mashumaro.mixins import dict as mixin

    mixin.compile_mixin_unpacker = compiling_later(mixin.compile_mixin_unpacker, "unpack", "decoder")
    mixin.compile_mixin_packer = compiling_later(mixin.compile_mixin_packer, "pack", "encoder")


def compiling_later(compile_now, direction, coder):
    from mashumaro.config import ADD_DIALECT_SUPPORT
    from mashumaro.core.meta.code.builder import CodeBuilder

    compile_method = getattr(CodeBuilder, f"add_{direction}_method")

    def compile_later(cls, format_name="dict", dialect=None, **options):
        how = {"format_name": format_name, "default_dialect": dialect, **options}
        builder = CodeBuilder(cls=cls, **how)
        config = builder.get_config()
        if not config.lazy_compilation or ADD_DIALECT_SUPPORT in config.code_generation_options:
            compile_now(cls, format_name=format_name, dialect=dialect, **options)
            return
        name_of = getattr(builder, f"get_{direction}_method_name")
        name = name_of(type_args=(), format_name=format_name, **{coder: options.get(coder)})

        def compile_first(asked, owner, values, named):
            compile_method(CodeBuilder(owner, first_method=name, allow_postponed_evaluation=False, **how))
            return getattr(asked, name)(*values, **named)

        if direction == "unpack":
            method = classmethod(lambda owner, *values, **named: compile_first(owner, owner, values, named))
        else:
            method = lambda self, *values, **named: compile_first(self, self.__class__, values, named)
        for one in (name, name.public):
            setattr(cls, one, method)

    def compile_or_now(cls, **options):
        try:
            compile_later(cls, **options)
        except (AttributeError, TypeError):
            compile_now(cls, **options)

    return compile_or_now


# ---- modules that are loaded when they are asked for ----


class LaterModule(ModuleType):
    """Stands for a module until it is asked for what is none of its modules, or one of its `callables` is called."""

    def __init__(self, spec, callables=()):
        super().__init__(spec.name)
        self.__spec__ = spec
        self.__path__ = spec.submodule_search_locations or []
        self.__all__ = []
        self.callables = callables

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self.callables:
            return lambda *values, **named: getattr(self.load(), name)(*values, **named)
        if PathFinder.find_spec(name, self.__path__):
            return importlib.import_module(f"{self.__name__}.{name}")
        return getattr(self.load(), name)

    def load(self):
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        module = importlib.import_module(self.__name__)
        for name, value in vars(self).items():
            # Those that were loaded before it.
            if isinstance(value, ModuleType) and not hasattr(module, name):
                setattr(module, name, value)
        return module


def later_semantics():
    """The semantic layer is judged by classes of pydantic, once, where a project has one."""
    name = "dbt.contracts.graph.semantic_manifest"
    if name not in sys.modules:
        sys.modules[name] = LaterModule(importlib.util.find_spec(name), ("SemanticManifest",))


# Of networkx, dbt asks for graphs, which are loaded at once, and for these of its several hundred algorithms.
PARTS = ("generators", "readwrite", "algorithms", "linalg", "drawing")
ALGORITHMS = {
    "bfs_edges": "traversal",
    "bfs_tree": "traversal",
    "connected_components": "components",
    "descendants": "dag",
    "edge_dfs": "traversal",
    "find_cycle": "cycles",
    "traversal": "",
}


def later_algorithms():
    if "networkx" in sys.modules:
        return
    paths = importlib.util.find_spec("networkx").submodule_search_locations
    parts = [LaterModule(PathFinder.find_spec(f"networkx.{name}", paths)) for name in PARTS]
    before = set(sys.modules)
    try:
        sys.modules.update({part.__name__: part for part in parts})
        networkx = importlib.import_module("networkx")
    except Exception:
        for name in set(sys.modules) - before:
            if name.partition(".")[0] == "networkx":
                del sys.modules[name]
        return
    of_its_own = vars(networkx).get("__getattr__")

    def whole():
        networkx.__getattr__ = of_its_own or missing
        for part in parts:
            module = part.load()
            setattr(networkx, part.__name__.rpartition(".")[2], module)
            exported = getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")])
            vars(networkx).update({name: getattr(module, name) for name in exported})

    def later(name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in ALGORITHMS:
            whole()
            return getattr(networkx, name)
        module = importlib.import_module(".".join(filter(None, ["networkx.algorithms", ALGORITHMS[name] or name])))
        return getattr(module, name) if ALGORITHMS[name] else module

    networkx.__getattr__ = later


def missing(name):
    raise AttributeError(f"module 'networkx' has no attribute '{name}'")
