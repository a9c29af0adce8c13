"""Paths that are built of `__file__` and literals: the data files of a function."""

import ast
import os

from names import Leaf, Own, Whole
from scopes import scope_of

# They give the same path in another form.
SAME = {"resolve", "absolute", "as_posix", "expanduser", "__str__", "__fspath__"}
SAME_CALLS = {"str", "os.fspath", "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expanduser"}
PARTS = {"os.pardir": "..", "os.path.pardir": "..", "os.curdir": ".", "os.path.curdir": ".", "os.sep": "/", "os.path.sep": "/"}
# They read a file of a package by its name.
READS_OF_PACKAGES = {
    "pkgutil.get_data", *(f"importlib.resources.{name}" for name in ("read_text", "read_binary", "open_text", "open_binary", "path", "contents", "is_resource")),
}


class Path:
    """`derived`: it starts at the code, and leads to the same file on every machine. `part`: it is a part of such a path, and names no file."""

    def __init__(self, text, derived, part=False):
        self.text, self.derived, self.part = text, derived, part


class Paths:
    def __init__(self, names):
        self.names = names
        # Of a local name that is given several values, the one that is meant.
        self.chosen = {}

    def every(self, node, module, scope):
        """The paths that an expression may be, where a local name in it is given several values one after the other."""
        homes = {}
        for one in ast.walk(node) if scope is not None else ():
            if isinstance(one, ast.Name) and (home := scope.lookup(one.id)) is not None:
                values = home.values.get(one.id, [])
                if len(values) > 1 and None not in values and one.id not in home.fixed:
                    homes[home, one.id] = len(values)
        if not homes:
            path = self.of(node, module, scope)
            return [] if path is None else [path]
        found = {}
        for index in range(max(homes.values())):
            self.chosen = {key: min(index, count - 1) for key, count in homes.items()}
            path = self.of(node, module, scope)
            if path is not None:
                found[path.text] = path
        self.chosen = {}
        return list(found.values())

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
            if not values or None in values or (node.id in home.fixed and not home.is_class):
                return None
            index = self.chosen.get((home, node.id), 0 if len(values) == 1 else -1)
            if index < 0 or index >= len(values):
                return None
            before, self.chosen = self.chosen, {**self.chosen, (home, node.id): index - 1}
            found = self.of(values[index], module, home, depth)
            self.chosen = before
            return found
        if node.id == "__file__":
            return Path(module.file, True)
        return self.of_targets(self.names.resolve(module, node.id, ()), depth)

    def of_targets(self, targets, depth):
        if len(targets) != 1 or not isinstance(targets[0][0], (Own, Leaf)):
            return None
        own, rest = targets[0]
        if isinstance(own, Leaf):
            return self.of_module(own, rest)
        units = own.units
        if len(rest) == 1 and len(units) == 1 and isinstance(units[0].node, ast.ClassDef):
            scope = scope_of(units[0].node, None)
            return self.of(ast.Name(rest[0], ast.Load()), own.module, scope, depth) if rest[0] in scope.bound else None
        if rest:
            return None
        if len(units) != 1 or not isinstance(units[0].node, (ast.Assign, ast.AnnAssign)):
            return None
        assign = units[0].node
        names = assign.targets if isinstance(assign, ast.Assign) else [assign.target]
        if len(names) != 1 or not isinstance(names[0], ast.Name):
            return None
        return self.of(assign.value, own.module, None, depth)

    def of_module(self, leaf, rest):
        """`helpers.__file__`, `__spec__.origin`, `os.pardir`."""
        dotted = ".".join([leaf.dotted, *rest])
        if dotted in ("__file__", "__spec__.origin", "__cached__") and leaf.module is not None:
            return Path(leaf.module.file, True)
        return Path(PARTS[dotted], False) if dotted in PARTS else None

    def of_attribute(self, node, module, scope, depth):
        base = self.of(node.value, module, scope, depth)
        if base is None:
            dotted = self.dotted(node, module, scope)
            return None if dotted is None else self.of_targets(dotted, depth)
        if node.attr == "parent":
            return Path(os.path.dirname(base.text), base.derived)
        if node.attr == "name" and base.derived:
            return Path(os.path.basename(base.text), False, True)
        if node.attr == "suffix" and base.derived:
            return Path(os.path.splitext(base.text)[1], False, True)
        if node.attr == "stem" and base.derived:
            return Path(os.path.splitext(os.path.basename(base.text))[0], False, True)
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
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(node.value, ast.Call) and len(node.value.args) == 1 and index in (0, 1):
            split = {"os.path.split": os.path.split, "os.path.splitext": os.path.splitext}.get(self.outside(node.value.func, module, scope))
            base = self.of(node.value.args[0], module, scope, depth) if split else None
            return None if base is None else Path(split(base.text)[index], base.derived and index == 0, base.derived and index == 1)
        targets = self.led(node.value, module, scope) or []
        if index == 0 and len(targets) == 1 and isinstance(targets[0][0], Leaf):
            leaf, rest = targets[0]
            if leaf.module is not None and ".".join([leaf.dotted, *rest]) in ("__path__", "__spec__.submodule_search_locations"):
                return Path(os.path.dirname(leaf.module.file), True)
        if not (isinstance(node.value, ast.Attribute) and node.value.attr == "parents"):
            return None
        base = self.of(node.value.value, module, scope, depth)
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
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr in SAME and not node.args:
            base = self.of(func.value, module, scope, depth)
            if base is not None:
                return base
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            return None
        name = self.outside(func, module, scope)
        if name in ("pathlib.Path", "pathlib.PurePath", "os.path.join"):
            return self.join(node.args, module, scope, depth, True)
        if name in SAME_CALLS and len(node.args) == 1:
            base = self.of(node.args[0], module, scope, depth)
            return None if base is None else Path(os.path.normpath(base.text), base.derived)
        if name == "os.path.dirname" and len(node.args) == 1:
            base = self.of(node.args[0], module, scope, depth)
            return None if base is None else Path(os.path.dirname(base.text), base.derived)
        if name == "os.path.basename" and len(node.args) == 1:
            base = self.of(node.args[0], module, scope, depth)
            return None if base is None else Path(os.path.basename(base.text), False, base.derived)
        if name == "importlib.resources.files" and len(node.args) < 2:
            return self.of_package(node.args[0] if node.args else ast.Name("__package__", ast.Load()), module, scope)
        if not isinstance(func, ast.Attribute):
            return None
        if func.attr == "joinpath":
            return self.join([func.value, *node.args], module, scope, depth, True)
        if func.attr == "with_name" and len(node.args) == 1:
            base, last = self.of(func.value, module, scope, depth), self.of(node.args[0], module, scope, depth)
            if base is None or last is None:
                return None
            return Path(os.path.join(os.path.dirname(base.text), last.text), base.derived)
        if func.attr == "with_stem" and len(node.args) == 1:
            base, last = self.of(func.value, module, scope, depth), self.of(node.args[0], module, scope, depth)
            if base is None or last is None:
                return None
            return Path(os.path.join(os.path.dirname(base.text), last.text + os.path.splitext(base.text)[1]), base.derived)
        if func.attr == "with_suffix" and len(node.args) == 1:
            base, last = self.of(func.value, module, scope, depth), self.of(node.args[0], module, scope, depth)
            return None if base is None or last is None else Path(os.path.splitext(base.text)[0] + last.text, base.derived)
        return None

    def of_package(self, node, module, scope):
        """The folder of a package of the project, by its name or by itself."""
        if isinstance(node, ast.Name) and node.id in ("__package__", "__name__") or is_own_spec(node):
            return Path(os.path.dirname(module.file), True)
        for target, rest in self.led(node, module, scope) or []:
            if isinstance(target, Whole) and not rest:
                return Path(os.path.dirname(target.module.file), True)
        name = self.of(node, module, scope)
        if name is None or name.derived:
            return None
        own = self.names.module(name.text)
        if own is not None:
            return Path(os.path.dirname(own.file), True)
        for root in self.names.roots:
            folder = os.path.join(root, *name.text.split("."))
            if os.path.isdir(folder):
                return Path(folder, True)
        return None

    def of_read(self, name, node, module, scope):
        """The file that `pkgutil.get_data("shop", "words.txt")` and its kin read."""
        if name not in READS_OF_PACKAGES or not node.args:
            return None
        folder = self.of_package(node.args[0], module, scope)
        last = self.of(node.args[1], module, scope) if len(node.args) > 1 else None
        if folder is None or last is None:
            return folder
        return Path(os.path.normpath(os.path.join(folder.text, last.text)), True)

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


def is_own_spec(node):
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in (("__spec__", "name"), ("__spec__", "parent"))
