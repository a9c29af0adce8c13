"""The value of an expression that is written out: texts, numbers, dates, lists, names of these across the project's files, and what
assetstore makes of them. Nothing of the project runs."""

import ast
import datetime
import operator
import os
import sys

from names import Leaf, Own

# What is made of values alone, and changes nothing.
_CALLS = {
    **{f"datetime.{one}": getattr(datetime, one) for one in ("datetime", "date", "timedelta", "timezone")},
    "datetime.datetime.strptime": datetime.datetime.strptime,
    "datetime.datetime.fromisoformat": datetime.datetime.fromisoformat,
    "datetime.date.fromisoformat": datetime.date.fromisoformat,
    **{one.__name__: one for one in (list, tuple, dict, str, int, float, sorted, len, range, zip, enumerate, set, frozenset, min, max, reversed)},
}
_VALUES = {"datetime.timezone.utc": datetime.timezone.utc, "datetime.UTC": datetime.timezone.utc}
_METHODS = {
    str: {"format", "join", "lower", "upper", "strip", "replace", "split", "title", "zfill", "removeprefix", "removesuffix"},
    dict: {"keys", "values", "items", "get"},
    datetime.datetime: {"strftime", "isoformat", "date", "replace"},
    datetime.date: {"strftime", "isoformat", "replace"},
}
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mod: operator.mod, ast.Mult: operator.mul}
# More is no list that somebody wrote.
_MOST = 100_000


class NotWritten(Exception):
    """`node` is what nobody can tell without running it, in the file of `module`."""

    def __init__(self, module, node):
        super().__init__(ast.unparse(node))
        self.module, self.node = module, node


class Wrong(Exception):
    """`error` is what assetstore says of a value that was written."""

    def __init__(self, module, node, error):
        super().__init__(str(error))
        self.module, self.node, self.error = module, node, error


class Literals:
    """`asset_of` gives the name of the asset that a function of the project makes."""

    def __init__(self, names, asset_of):
        self.names, self.asset_of = names, asset_of

    def value(self, node, module, local=None, depth=0):
        if depth > 40:
            raise NotWritten(module, node)
        method = getattr(self, "_" + type(node).__name__.lower(), None)
        if method is None:
            raise NotWritten(module, node)
        return method(node, module, local or {}, depth + 1)

    def _constant(self, node, module, local, depth):
        return node.value

    def _list(self, node, module, local, depth):
        return [one for part in node.elts for one in self._parts(part, module, local, depth)]

    def _tuple(self, node, module, local, depth):
        return tuple(self._list(node, module, local, depth))

    def _set(self, node, module, local, depth):
        return set(self._list(node, module, local, depth))

    def _parts(self, node, module, local, depth):
        if isinstance(node, ast.Starred):
            return list(self.value(node.value, module, local, depth))
        return [self.value(node, module, local, depth)]

    def _dict(self, node, module, local, depth):
        made = {}
        for key, value in zip(node.keys, node.values):
            if key is None:
                made.update(self.value(value, module, local, depth))
            else:
                made[self.value(key, module, local, depth)] = self.value(value, module, local, depth)
        return made

    def _joinedstr(self, node, module, local, depth):
        return "".join(str(self.value(one, module, local, depth)) for one in node.values)

    def _formattedvalue(self, node, module, local, depth):
        value = self.value(node.value, module, local, depth)
        spec = "" if node.format_spec is None else self.value(node.format_spec, module, local, depth)
        return format({-1: lambda one: one, 115: str, 114: repr, 97: ascii}[node.conversion](value), spec)

    def _unaryop(self, node, module, local, depth):
        value = self.value(node.operand, module, local, depth)
        if isinstance(node.op, ast.USub) and isinstance(value, (int, float, datetime.timedelta)):
            return -value
        raise NotWritten(module, node)

    def _binop(self, node, module, local, depth):
        left, right = self.value(node.left, module, local, depth), self.value(node.right, module, local, depth)
        operate = _OPERATORS.get(type(node.op))
        if operate is None or (isinstance(node.op, ast.Mult) and not all(isinstance(one, (int, float)) for one in (left, right))):
            raise NotWritten(module, node)
        return self._done(lambda: operate(left, right), node, module)

    def _subscript(self, node, module, local, depth):
        of, index = self.value(node.value, module, local, depth), self.value(node.slice, module, local, depth)
        return self._done(lambda: of[index], node, module)

    def _listcomp(self, node, module, local, depth):
        return list(self._each(node, node.generators, module, local, depth))

    _generatorexp = _listcomp

    def _each(self, node, generators, module, local, depth):
        if not generators:
            yield self.value(node.elt, module, local, depth)
            return
        first, *others = generators
        for count, item in enumerate(self.value(first.iter, module, local, depth)):
            inner = {**local, **self._bound(first.target, item, module)}
            if count > _MOST or first.ifs:
                raise NotWritten(module, node)
            yield from self._each(node, others, module, inner, depth)

    def _bound(self, target, item, module):
        if isinstance(target, ast.Name):
            return {target.id: item}
        if isinstance(target, ast.Tuple) and all(isinstance(one, ast.Name) for one in target.elts):
            return dict(zip((one.id for one in target.elts), item))
        raise NotWritten(module, target)

    def _name(self, node, module, local, depth):
        if node.id in local:
            return local[node.id]
        return self._target(node, self.names.resolve(module, node.id, ()), module, depth)

    def _attribute(self, node, module, local, depth):
        attrs, root = [node.attr], node.value
        while isinstance(root, ast.Attribute):
            attrs.insert(0, root.attr)
            root = root.value
        if isinstance(root, ast.Name) and root.id not in local:
            return self._target(node, self.names.resolve(module, root.id, tuple(attrs)), module, depth)
        raise NotWritten(module, node)

    def _target(self, node, targets, module, depth):
        if len(targets) != 1 or not isinstance(targets[0][0], (Own, Leaf)):
            raise NotWritten(module, node)
        target, rest = targets[0]
        if isinstance(target, Leaf):
            return self._outside(".".join([target.dotted, *rest]), node, module, target.module or module)
        units = target.units
        if len(units) != 1:
            raise NotWritten(module, node)
        own = units[0].node
        if isinstance(own, (ast.FunctionDef, ast.AsyncFunctionDef)) and not rest:
            return self.asset_of(units[0])
        if isinstance(own, ast.ClassDef) and len(rest) == 1:
            return self._member(own, rest[0], node, target.module, depth)
        names = own.targets if isinstance(own, ast.Assign) else [own.target] if isinstance(own, ast.AnnAssign) and own.value is not None else []
        if len(names) != 1 or not isinstance(names[0], ast.Name) or rest:
            raise NotWritten(module, node)
        return self.value(own.value, target.module, None, depth)

    def _member(self, class_, name, node, module, depth):
        """`Settings.START`, a constant of a class."""
        values = [one.value for one in class_.body if isinstance(one, ast.Assign) and [getattr(each, "id", None) for each in one.targets] == [name]]
        values += [one.value for one in class_.body if isinstance(one, ast.AnnAssign) and getattr(one.target, "id", None) == name and one.value]
        if len(values) != 1 or class_.bases:
            raise NotWritten(module, node)
        return self.value(values[0], module, None, depth)

    def _outside(self, dotted, node, module, home):
        if dotted in _VALUES:
            return _VALUES[dotted]
        if dotted == "__doc__":
            return ast.get_docstring(home.tree, clean=False)
        top, _, rest = dotted.partition(".")
        if top == "assetstore" and rest:
            found = package()
            for part in rest.split("."):
                found = getattr(found, part, None)
            if found is not None and not callable(found):
                return found
        raise NotWritten(module, node)

    def _call(self, node, module, local, depth):
        call = self._callee(node, module, local, depth)
        args = [one for part in node.args for one in self._parts(part, module, local, depth)]
        keywords = {}
        for one in node.keywords:
            value = self.value(one.value, module, local, depth)
            keywords.update(value if one.arg is None else {one.arg: value})
        return self._done(lambda: call(*args, **keywords), node, module)

    def _callee(self, node, module, local, depth):
        func = node.func
        dotted = self._dotted(func, module, local)
        if dotted in _CALLS:
            return _CALLS[dotted]
        if dotted is not None and dotted.startswith("assetstore."):
            made = getattr(package(), dotted.split(".")[1], None)
            made = getattr(made, dotted.split(".")[2], None) if dotted.count(".") == 2 else made
            if dotted.count(".") < 3 and (made in plain_makers() or dotted.count(".") == 2):
                return made
        if dotted is None and isinstance(func, ast.Attribute):
            of = self.value(func.value, module, local, depth)
            if func.attr in _METHODS.get(type(of), ()):
                return getattr(of, func.attr)
        raise NotWritten(module, node)

    def _dotted(self, func, module, local):
        attrs = []
        while isinstance(func, ast.Attribute):
            attrs.insert(0, func.attr)
            func = func.value
        if not isinstance(func, ast.Name) or func.id in local:
            return None
        targets = self.names.resolve(module, func.id, tuple(attrs))
        if len(targets) != 1 or not isinstance(targets[0][0], Leaf):
            return None
        return ".".join([targets[0][0].dotted, *targets[0][1]])

    def _done(self, do, node, module):
        try:
            made = do()
        except Exception as error:
            raise Wrong(module, node, error) from None
        if hasattr(made, "__len__") and len(made) > _MOST:
            raise NotWritten(module, node)
        return made


def plain_makers():
    """The classes of assetstore that say something, and do nothing."""
    from assetstore import _partitions, _specs

    return {
        one
        for module in (_partitions, _specs)
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__ == module.__name__
    }


def package():
    """The package itself, which has the words: it is read where something is to be told, and imports nothing of anybody's."""
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    try:
        import assetstore

        return assetstore
    finally:
        sys.path.pop(0)
