"""What a call may change: by its code, and by what is done with what it is given."""

import ast

from loading import named_in
from names import Leaf, Own
from scopes import FUNCTIONS, scope_of
from touching import EVERYTHING, GIVEN, ITERATED, MARKS, SELF, Inner, Touching, union

# Methods that leave what they are called on as it is.
HARMLESS_METHODS = {
    "capitalize", "casefold", "copy", "count", "debug", "decode", "encode", "endswith", "error", "exception", "exists", "findall", "format",
    "fullmatch", "get", "index", "info", "isdigit", "items", "join", "keys", "lower", "match", "replace", "rsplit", "search",
    "split", "splitlines", "startswith", "strip", "sub", "title", "upper", "values", "warning", "getLogger", "setLevel", "is_file",
}
# Methods of containers that keep what they are given as it is.
KEEPING_METHODS = {"add", "append", "appendleft", "extend", "insert", "put", "setdefault", "update"}
HARMLESS_BUILTINS = {
    "abs", "all", "any", "bool", "bytes", "dict", "enumerate", "filter", "float", "frozenset", "getattr", "hasattr", "hash", "id", "int",
    "isinstance", "issubclass", "iter", "len", "list", "map", "max", "min", "next", "object", "pow", "print", "range", "repr",
    "reversed", "round", "set", "slice", "sorted", "str", "sum", "super", "tuple", "type", "zip", "property", "staticmethod", "classmethod",
}
HARMLESS_STANDARD = {
    "abc", "collections", "contextlib", "copy", "dataclasses", "datetime", "enum", "faulthandler", "fractions", "functools", "hashlib", "inspect",
    "itertools", "json", "logging", "math", "operator", "pathlib", "re", "statistics", "string", "textwrap", "time", "typing",
    "unicodedata", "uuid", "warnings", "pprint",
}
# Of these, those that change what they are given.
CHANGING_STANDARD = {"operator.setitem", "operator.delitem", *(f"operator.i{name}" for name in ("add", "concat", "sub", "mul", "or", "and", "xor"))}


# Of packages, what says how a field of a class is, and keeps it in that class.
DECLARING = {"pydantic.Field", "pydantic.fields.Field", "pydantic.PrivateAttr", "pydantic.ConfigDict", "attr.ib", "attr.field", "attrs.field"}


# They make a class of the classes that they are given.
CLASS_MAKERS = {"types.new_class", "dataclasses.make_dataclass", "pydantic.create_model", "pydantic.main.create_model"}


def makes_class(name, call):
    return name in CLASS_MAKERS or (name == "type" and len(call.args) > 1)


class Calling(Touching):
    """The part of `Effects` that follows calls."""

    def of_call(self, node, module, scope, within, is_value):
        func = node.func
        found = self.handed_code(node, module, scope, within)
        targets = self.paths.led(func, module, scope)
        if targets is None:
            return union(found, self.of_value_call(node, module, scope, within))
        if (self.paths.outside(func, module, scope) or "").startswith("logging.config."):
            # It finds handlers by texts.
            found = union(found, self.state_of(one for one in named_in(node, self.names) if isinstance(one, Own)))
        if makes_class(self.paths.outside(func, module, scope), node):
            found = union(found, self.of_made_class(node, module, scope, within))
        for target, rest in targets:
            if isinstance(target, Own):
                found = union(found, self.of_own_call(target, rest, node, module, scope, within, is_value))
            elif isinstance(target, Leaf) and not (is_value and target.kind == "package"):
                harm = self.of_leaf(target, rest, node, module, scope)
                if harm == "given":
                    found = union(found, self.arguments(node, module, scope, True))
                elif harm is None:
                    found = union(found, self.used_up(".".join([target.dotted, *rest]), node, module, scope))
                else:
                    found = union(found, union(harm, set() if is_value else self.arguments(node, module, scope)))
        return found

    def of_made_class(self, node, module, scope, within):
        """`type("Other", (Base,), {})`: a base hears of it as of one that is declared."""
        found = set()
        for one in [*node.args, *(keyword.value for keyword in node.keywords)]:
            for inner in ast.walk(one):
                if isinstance(inner, (ast.Name, ast.Attribute)):
                    found = union(found, self.of_base(inner, module, scope, within))
        return found

    def of_own_call(self, target, rest, node, module, scope, within, is_value):
        if rest:
            methods = list(self.methods(self.held.behind(target), rest[-1]))
            if methods:
                return self.of_methods(methods, [target], node, module, scope, within)
            if rest[-1] in HARMLESS_METHODS or (tuple(rest) == ("configured",) and self.are_resources(target)):
                return set()
            given = set() if is_value else self.arguments(node, module, scope, kept=rest[-1] in KEEPING_METHODS)
            return union(self.state_of([target]) if len(rest) == 1 else self.state_of([Inner(target)]), given)
        found = self.of_function(target, within)
        if all(isinstance(unit.node, (*FUNCTIONS, ast.ClassDef)) for unit in target.units):
            if any(isinstance(unit.node, FUNCTIONS) and self.held.is_state(unit) for unit in target.units):
                found = union(found, {(target.module.file, target.name)})
        else:
            # An instance, a closure, another name of something: what it holds is changed by the code that is behind it.
            found = union(found, self.state_of([target]))
            for unit in self.held.behind(target):
                if isinstance(unit.node, FUNCTIONS):
                    found = union(found, self.of_body(unit.node, unit.module, None, within))
        return self.settled(found, [], node, module, scope)

    def are_resources(self, target):
        """`@resource def api(context)` is one: with settings it is another one."""
        return all(
            self.paths.outside(getattr(one, "func", one), unit.module, None) == "assetstore.resource"
            for unit in target.units
            for one in getattr(unit.node, "decorator_list", [None])
        )

    def of_value_call(self, node, module, scope, within):
        """A local name is called, or a method of what has no name."""
        func = node.func
        if not isinstance(func, ast.Attribute):
            return union(self.changed(func, module, scope), self.arguments(node, module, scope))
        bases = self.bases(func.value, module, scope)
        units = [unit for base in bases if isinstance(base, Own) for unit in self.held.behind(base)]
        methods = list(self.methods(units, func.attr))
        if methods:
            return self.of_methods(methods, bases, node, module, scope, within)
        if func.attr in HARMLESS_METHODS:
            # It may be a method of the project's own that has this name.
            return {GIVEN} & {one for one in bases if one in MARKS}
        return union(self.state_of(bases), self.arguments(node, module, scope, kept=func.attr in KEEPING_METHODS))

    def of_methods(self, methods, bases, node, module, scope, within):
        found = set()
        for method, home in methods:
            found = union(found, self.of_body(method, home, scope_of(ast.ClassDef("", [], [], [method], []), None), within))
        return self.settled(found, bases, node, module, scope)

    def settled(self, found, bases, node, module, scope):
        """What a function changes of its own instance, and of what it is given, as whoever calls it knows them."""
        if found == EVERYTHING:
            return found
        done = found - MARKS
        if ITERATED in found:
            done = union(done, self.iterated(node.args, module, scope))
        if SELF in found:
            done = union(done, self.state_of(bases))
        if GIVEN in found:
            done = union(done, self.arguments(node, module, scope, True))
        return done

    def of_leaf(self, leaf, rest, node, module, scope):
        """None: harmless; `given`: what it is given may be changed."""
        dotted = ".".join([leaf.dotted, *rest])
        if leaf.kind == "builtin":
            if dotted in HARMLESS_BUILTINS:
                return None
            if dotted in ("setattr", "delattr", "vars"):
                return "given"
            return EVERYTHING
        if leaf.kind == "standard":
            if dotted.startswith("sys.path.") or dotted == "site.addsitedir":
                is_known = all(self.paths.of(one, module, scope) is not None or isinstance(one, ast.Constant) for one in node.args)
                return None if is_known else EVERYTHING
            if dotted in CHANGING_STANDARD:
                return "given"
            if dotted in ("warnings.simplefilter", "warnings.filterwarnings"):
                return EVERYTHING
            if leaf.top in HARMLESS_STANDARD or dotted.startswith(("os.path.", "os.fspath", "os.getenv", "os.environ.get")):
                return None
            return EVERYTHING
        if leaf.kind == "package" and (leaf.top == "assetstore" or dotted in DECLARING):
            return None
        return EVERYTHING
