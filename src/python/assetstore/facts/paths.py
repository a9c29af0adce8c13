"""Paths that are built of `__file__` and literals: the data files of a function."""

import ast
import os

from names import Own, Whole


class Path:
    """`derived`: it starts at the code, and leads to the same file on every machine."""

    def __init__(self, text, derived):
        self.text, self.derived = text, derived


class Paths:
    def __init__(self, names):
        self.names = names

    def of(self, node, module, scope=None, depth=0):
        if depth > 12:
            return None
        method = getattr(self, "of_" + type(node).__name__.lower(), None)
        return None if method is None else method(node, module, scope, depth + 1)

    def of_constant(self, node, module, scope, depth):
        return Path(node.value, False) if isinstance(node.value, str) else None

    def of_name(self, node, module, scope, depth):
        home = scope.lookup(node.id) if scope is not None else None
        if home is not None:
            values = home.values.get(node.id, [])
            if len(values) != 1 or values[0] is None or node.id in home.fixed:
                return None
            return self.of(values[0], module, home, depth)
        if node.id == "__file__":
            return Path(module.file, True)
        return self.of_targets(self.names.resolve(module, node.id, ()), depth)

    def of_targets(self, targets, depth):
        if len(targets) != 1 or targets[0][1] or not isinstance(targets[0][0], Own):
            return None
        own = targets[0][0]
        units = own.units
        if len(units) != 1 or not isinstance(units[0].node, (ast.Assign, ast.AnnAssign)):
            return None
        assign = units[0].node
        names = assign.targets if isinstance(assign, ast.Assign) else [assign.target]
        if len(names) != 1 or not isinstance(names[0], ast.Name):
            return None
        return self.of(assign.value, own.module, None, depth)

    def of_attribute(self, node, module, scope, depth):
        base = self.of(node.value, module, scope, depth)
        if base is None:
            dotted = self.dotted(node, module, scope)
            return None if dotted is None else self.of_targets(dotted, depth)
        if node.attr == "parent":
            return Path(os.path.dirname(base.text), base.derived)
        if node.attr == "name" and base.derived:
            return Path(os.path.basename(base.text), False)
        if node.attr == "stem" and base.derived:
            return Path(os.path.splitext(os.path.basename(base.text))[0], False)
        return None

    def dotted(self, node, module, scope):
        """`helpers.DATA`, where `helpers` is a module."""
        attrs = []
        while isinstance(node, ast.Attribute):
            attrs.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or (scope is not None and scope.lookup(node.id) is not None):
            return None
        return self.names.resolve(module, node.id, tuple(attrs))

    def of_subscript(self, node, module, scope, depth):
        if not (isinstance(node.value, ast.Attribute) and node.value.attr == "parents"):
            return None
        base = self.of(node.value.value, module, scope, depth)
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if base is None or not isinstance(index, int) or index < 0:
            return None
        text = base.text
        for _ in range(index + 1):
            text = os.path.dirname(text)
        return Path(text, base.derived)

    def of_binop(self, node, module, scope, depth):
        if not isinstance(node.op, (ast.Div, ast.Add)):
            return None
        return self.join([node.left, node.right], module, scope, depth, isinstance(node.op, ast.Div))

    def of_joinedstr(self, node, module, scope, depth):
        parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
        return self.join(parts, module, scope, depth, False)

    def of_call(self, node, module, scope, depth):
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            return None
        func = node.func
        name = self.outside(func, module, scope)
        if name in ("pathlib.Path", "pathlib.PurePath", "os.path.join"):
            return self.join(node.args, module, scope, depth, True)
        if name in ("str", "os.fspath", "os.path.abspath", "os.path.realpath", "os.path.normpath") and len(node.args) == 1:
            base = self.of(node.args[0], module, scope, depth)
            return None if base is None else Path(os.path.normpath(base.text), base.derived)
        if name == "os.path.dirname" and len(node.args) == 1:
            base = self.of(node.args[0], module, scope, depth)
            return None if base is None else Path(os.path.dirname(base.text), base.derived)
        if name == "importlib.resources.files" and len(node.args) == 1:
            return self.of_resources(node.args[0], module)
        if not isinstance(func, ast.Attribute):
            return None
        if func.attr in ("resolve", "absolute", "as_posix") and not node.args:
            return self.of(func.value, module, scope, depth)
        if func.attr == "joinpath":
            return self.join([func.value, *node.args], module, scope, depth, True)
        if func.attr == "with_name" and len(node.args) == 1:
            base, last = self.of(func.value, module, scope, depth), self.of(node.args[0], module, scope, depth)
            if base is None or last is None:
                return None
            return Path(os.path.join(os.path.dirname(base.text), last.text), base.derived)
        if func.attr == "with_suffix" and len(node.args) == 1:
            base, last = self.of(func.value, module, scope, depth), self.of(node.args[0], module, scope, depth)
            return None if base is None or last is None else Path(os.path.splitext(base.text)[0] + last.text, base.derived)
        return None

    def of_resources(self, node, module):
        if isinstance(node, ast.Name) and node.id in ("__package__", "__name__"):
            return Path(os.path.dirname(module.file), True)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            own = self.names.module(node.value)
            return None if own is None else Path(os.path.dirname(own.file), True)
        return None

    def outside(self, func, module, scope):
        """The dotted name of what is called, where it is not of the project."""
        targets = self.led(func, module, scope) or []
        if len(targets) != 1 or isinstance(targets[0][0], (Own, Whole)):
            return None
        leaf, rest = targets[0]
        return ".".join([leaf.dotted, *rest])

    def led(self, node, module, scope):
        """Where a name with members leads, also one that a function imports itself; None where it is a local one."""
        attrs = []
        while isinstance(node, ast.Attribute):
            attrs.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        home = scope.lookup(node.id) if scope is not None else None
        if home is None:
            return self.names.resolve(module, node.id, tuple(attrs))
        if node.id not in home.imports:
            return None
        from cut import Import, absolute

        targets = []
        for statement, alias in home.imports[node.id]:
            if isinstance(statement, ast.Import):
                wanted = Import(alias.name if alias.asname else alias.name.split(".")[0], None)
            else:
                wanted = Import(absolute(module, statement), alias.name)
            targets += self.names.follow(wanted.module, wanted.name, tuple(attrs))
        return targets

    def join(self, nodes, module, scope, depth, as_path):
        parts = [self.of(node, module, scope, depth) for node in nodes]
        if not parts or any(part is None for part in parts):
            return None
        text = os.path.join(*(part.text for part in parts)) if as_path else "".join(part.text for part in parts)
        derived = any(part.derived for part in parts)
        return Path(os.path.normpath(text) if derived else text, derived)
