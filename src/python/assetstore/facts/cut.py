"""Cuts a module into units: a declaration or a statement of its top level, with the names that it binds."""

import ast

from scopes import Scope, bind


class Unit:
    def __init__(self, module, node, names):
        self.module = module
        self.node = node
        self.names = names

    @property
    def line(self):
        return self.node.lineno

    @property
    def text(self):
        lines = self.module.lines
        decorators = getattr(self.node, "decorator_list", [])
        first = min([self.node.lineno, *(one.lineno for one in decorators)])
        return "\n".join(lines[first - 1 : self.node.end_lineno])


class Import:
    """A name that is bound by an import: `module` is absolute, `name` is what is taken of it, None for the module."""

    def __init__(self, module, name):
        self.module = module
        self.name = name


def is_constant(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def live(statements):
    """The statements that run when the module is imported: not what is for type checkers or for `python file.py`."""
    for node in statements:
        if isinstance(node, ast.If):
            known = known_condition(node.test)
            if known is not None:
                yield from live(node.body if known else node.orelse)
                continue
        if isinstance(node, ast.Pass) or is_constant(node):
            continue
        if isinstance(node, ast.AnnAssign) and node.value is None:
            continue
        yield node


def known_condition(test):
    if isinstance(test, ast.Name) and test.id == "TYPE_CHECKING":
        return False
    if isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING":
        return False
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name):
        main = isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value == "__main__"
        if test.left.id == "__name__" and main:
            return isinstance(test.ops[0], ast.NotEq)
    return None


def cut(module, tree):
    """Fills in the module's units, its imports by local name, its stars and the modules that it imports."""
    for node in live(tree.body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                continue
            for name, target in imported(module, node):
                if name == "*":
                    module.stars.append(target.module)
                    module.star_lines.append(node.lineno)
                else:
                    module.imports.setdefault(name, []).append(target)
            module.import_nodes.append(node)
            continue
        scope = Scope()
        bind(node, scope)
        unit = Unit(module, node, sorted(scope.bound))
        module.units.append(unit)
        for name in unit.names:
            module.bindings.setdefault(name, []).append(unit)
        # Imports in a `try` or an `if` are part of that statement.
        for inner in ast.walk(node):
            if isinstance(inner, (ast.Import, ast.ImportFrom)) and not inside_function(node, inner):
                module.import_nodes.append(inner)
                stars = [target.module for name, target in imported(module, inner) if name == "*"]
                module.stars += stars
                module.star_lines += [inner.lineno for _ in stars]


def inside_function(statement, node):
    for outer in ast.walk(statement):
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            if any(inner is node for inner in ast.walk(outer)):
                return True
    return False


def imported(module, node):
    """Local name -> what an import statement binds it to."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.asname:
                yield alias.asname, Import(alias.name, None)
            else:
                yield alias.name.split(".")[0], Import(alias.name.split(".")[0], None)
        return
    base = absolute(module, node)
    for alias in node.names:
        yield ("*" if alias.name == "*" else alias.asname or alias.name), Import(base, alias.name)


def absolute(module, node):
    if not node.level:
        return node.module or ""
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    for _ in range(node.level - 1):
        package = package.rpartition(".")[0]
    return ".".join(part for part in (package, node.module) if part)


def modules_named(module, node):
    """Every module that an import statement evaluates, with the packages around it; names may be submodules."""
    if node not in module.named:
        module.named[node] = list(_modules_named(module, node))
    return module.named[node]


def _modules_named(module, node):
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
        maybe = []
    else:
        base = absolute(module, node)
        names = [base]
        maybe = [f"{base}.{alias.name}" for alias in node.names if alias.name != "*"]
    for name in names:
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            yield ".".join(parts[:end]), True
    for name in maybe:
        yield name, False
