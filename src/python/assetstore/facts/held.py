"""What can be got at from a value: what holds it, what it holds, and what the code names that made it."""

import ast

from names import Own, Whole

# They give something that nobody can change, whatever they are given.
PLAIN_CALLS = {
    "abs", "all", "any", "bool", "bytes", "chr", "complex", "float", "format", "frozenset", "hash", "hex", "id", "int", "isinstance",
    "issubclass", "len", "max", "min", "oct", "ord", "pow", "repr", "round", "str", "sum", "re.compile", "pathlib.Path", "pathlib.PurePath",
    "os.getenv", "os.path.join", "datetime.date", "datetime.datetime", "datetime.timedelta", "decimal.Decimal", "fractions.Fraction",
    "logging.getLogger", "typing.TypeVar", "typing.NewType", "object", "collections.namedtuple", "typing.NamedTuple",
}
# They give a container that nobody else has.
NEW_CALLS = PLAIN_CALLS | {
    "bytearray", "dict", "list", "set", "sorted", "tuple", "collections.Counter", "collections.OrderedDict", "collections.defaultdict",
    "collections.deque", "copy.deepcopy",
}
# Decorators that keep nothing of what the function is called with.
STATELESS = {
    "staticmethod", "classmethod", "property", "functools.wraps", "contextlib.contextmanager", "abc.abstractmethod", "typing.overload",
    "typing.no_type_check", "typing.final", "typing.override",
}
FRESH = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
FIXED = (ast.Constant, ast.JoinedStr, ast.Compare, ast.Lambda)


class Held:
    def __init__(self, paths, refs_of):
        self.paths, self.refs_of = paths, refs_of
        self.known = {}

    def behind(self, own):
        """The units that are reached from a binding, its own first."""
        key = (own.module.file, own.name)
        if key not in self.known:
            self.known[key] = self.reached(own.units)
        return self.known[key]

    def reached(self, units):
        found, todo = {}, list(units)
        while todo:
            unit = todo.pop()
            if unit in found:
                continue
            found[unit] = None
            for target, _ in self.refs_of(unit):
                if isinstance(target, Own):
                    todo += target.units
                elif isinstance(target, Whole):
                    todo += target.module.units
        return list(found)

    def state(self, own, sets=False, is_inner=True):
        """
        What may be changed by whoever has the binding. `sets`: an attribute is set, which code may have as well. Not
        `is_inner`: only the object itself.
        """
        names = {(own.module.file, own.name)}
        if not is_inner and all(self.is_own_container(unit) for unit in own.units):
            return names
        return names | self.state_of(self.behind(own), sets)

    def state_of(self, units, sets=False):
        return {(unit.module.file, name) for unit in units if sets or self.is_state(unit) for name in unit.names}

    def lineage(self, own):
        """The classes of the project that a class is made of, its own first."""
        found, todo = {}, [own]
        while todo:
            for unit in todo.pop(0).units:
                if unit in found or not isinstance(unit.node, ast.ClassDef):
                    continue
                found[unit] = None
                for base in unit.node.bases:
                    todo += [one for one, rest in self.paths.dotted(origin_of(base), unit.module, None) or [] if isinstance(one, Own) and not rest]
        return list(found)

    def shares(self, classes):
        """Whether a method of them names what one of them has for all of its instances, such as a list of these."""
        key = ("shares", *classes)
        if key not in self.known:
            self.known[key] = self.names_shared(classes)
        return self.known[key]

    def names_shared(self, classes):
        shared = set()
        for unit in classes:
            for one in unit.node.body:
                if isinstance(one, (ast.Assign, ast.AnnAssign)) and one.value is not None and not self.is_plain(one.value, unit.module):
                    name = self.paths.outside(one.value.func, unit.module, None) if isinstance(one.value, ast.Call) else None
                    if (name or "").split(".")[-1] not in ("field", "Field"):
                        shared |= {inner.id for inner in ast.walk(one) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
        return bool(shared) and any(isinstance(one, ast.Attribute) and one.attr in shared for unit in classes for one in ast.walk(unit.node))

    def is_own_container(self, unit):
        """Made where it is declared: whatever is in it, nobody else has it by another name."""
        value = getattr(unit.node, "value", None)
        return isinstance(unit.node, (ast.Assign, ast.AnnAssign)) and value is not None and self.is_new(value, unit.module, None)

    def is_state(self, unit):
        node = unit.node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self.keeps(node, unit.module)
        if isinstance(node, ast.ClassDef):
            values = [getattr(one, "value", None) for one in node.body if isinstance(one, (ast.Assign, ast.AnnAssign))]
            return any(value is not None and not self.is_plain(value, unit.module) for value in values)
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            return node.value is not None and not self.is_plain(node.value, unit.module)
        return True

    def keeps(self, node, module):
        """A function that remembers: a cache around it, or a default that is one container for all calls."""
        for one in node.decorator_list:
            name = self.paths.outside(one.func if isinstance(one, ast.Call) else one, module, None)
            if name not in STATELESS and (name or "").split(".")[0] != "assetstore":
                return True
        defaults = [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
        return any(not self.is_plain(one, module) for one in defaults)

    def is_plain(self, node, module, scope=None):
        """A value that nobody can change."""
        if isinstance(node, FIXED):
            return True
        if isinstance(node, ast.UnaryOp):
            return self.is_plain(node.operand, module, scope)
        if isinstance(node, ast.Tuple):
            return all(self.is_plain(one, module, scope) for one in node.elts)
        if isinstance(node, ast.BoolOp):
            return all(self.is_plain(one, module, scope) for one in node.values)
        if isinstance(node, ast.BinOp):
            return self.is_plain(node.left, module, scope) and self.is_plain(node.right, module, scope)
        if isinstance(node, ast.IfExp):
            return self.is_plain(node.body, module, scope) and self.is_plain(node.orelse, module, scope)
        return isinstance(node, ast.Call) and self.paths.outside(node.func, module, scope) in PLAIN_CALLS

    def is_new(self, node, module, scope):
        """A container that was made on the spot, or a value that nobody can change."""
        if isinstance(node, FRESH) or self.is_plain(node, module, scope):
            return True
        if isinstance(node, ast.Subscript):
            return isinstance(node.slice, ast.Slice)
        return isinstance(node, ast.Call) and self.paths.outside(node.func, module, scope) in NEW_CALLS

    def is_iterator(self, own):
        """Whether something of it is used up by whoever iterates it."""
        return any(isinstance(one.node, (ast.Assign, ast.AnnAssign)) and self.gives_iterator(one) for one in own.units)

    def gives_iterator(self, unit):
        value = unit.node.value
        if isinstance(value, ast.GeneratorExp):
            return True
        if not isinstance(value, ast.Call):
            return False
        name = self.paths.outside(value.func, unit.module, None)
        if name is not None:
            return name in ("iter", "map", "filter", "zip", "enumerate", "reversed", "open") or name.startswith("itertools.")
        return any(isinstance(inner, (ast.Yield, ast.YieldFrom)) for one in self.reached([unit]) for inner in ast.walk(one.node))


def origin_of(base):
    """Of `Base[int]` the class."""
    return base.value if isinstance(base, ast.Subscript) else base
