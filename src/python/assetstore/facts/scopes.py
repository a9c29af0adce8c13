"""Which names of a piece of code are its own, and which come from the module around it."""

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


LAST_LINE = 2**31


class Scope:
    """A function, a class body or a comprehension within one unit; without `above` it is the module's own level."""

    def __init__(self, above=None, is_class=False):
        self.above = above
        self.is_class = is_class
        # Of a class that somebody else has a part in: what is in it may be read by anybody.
        self.is_special = False
        self.bound = set()
        # Bound by something else than an assignment: these names are seen from outside, or say what they are.
        self.fixed = set()
        self.imports = {}
        # Of a class: the last line of the statement that binds a name first.
        self.first = {}
        self.outer = set()
        # Name -> the values that it is given by plain assignments; None where it is given one in another way.
        self.values = {}
        # Name -> the expressions that it, or something in them, comes from.
        self.origins = {}
        self.parameters = []

    def lookup(self, name):
        """The scope that a name belongs to, or None where that is the module."""
        scope, inner = self, False
        while scope is not None:
            if not (scope.is_class and inner):
                if name in scope.outer:
                    return scope.above.lookup_function(name) if scope.above and name not in scope.globals else None
                if name in scope.bound:
                    return scope
            inner = True
            scope = scope.above
        return None

    def lookup_function(self, name):
        scope = self
        while scope is not None:
            if not scope.is_class and name in scope.bound:
                return scope
            scope = scope.above
        return None

    globals = frozenset()


def scope_of(node, above):
    """The scope that a function, class or comprehension opens."""
    scope = Scope(above, isinstance(node, ast.ClassDef))
    if isinstance(node, FUNCTIONS):
        scope.parameters = [arg.arg for arg in arguments(node.args)]
        for arg in arguments(node.args):
            scope.bound.add(arg.arg)
            scope.fixed.add(arg.arg)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        for child in body:
            bind(child, scope)
    elif isinstance(node, ast.ClassDef):
        for child in node.body:
            known = set(scope.bound)
            bind(child, scope)
            # What a branch or a loop binds may be bound or not, and what is deleted is not.
            is_sure = isinstance(child, (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom))
            for name in scope.bound - known - scope.first.keys():
                scope.first[name] = child.end_lineno if is_sure else LAST_LINE
            if isinstance(child, ast.Delete):
                scope.first.update({one.id: LAST_LINE for one in child.targets if isinstance(one, ast.Name)})
        scope.fixed |= scope.bound
    else:
        for generator in node.generators:
            bind(generator.target, scope)
            come_from(generator.target, inside(generator.iter), scope)
    scope.bound -= scope.outer
    return scope


def arguments(args):
    more = [one for one in (args.vararg, args.kwarg) if one is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *more]


def come_from(target, value, scope):
    """Notes what the names of a target are made of: the value, or something in it."""
    if not isinstance(target, ast.Name):
        value = inside(value)
    for one in ast.walk(target):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            scope.origins.setdefault(one.id, []).append(value)


def inside(value):
    return ast.Subscript(value, ast.Constant(0), ast.Load())


def note_origins(node, scope):
    if isinstance(node, (ast.For, ast.AsyncFor)):
        come_from(node.target, inside(node.iter), scope)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        come_from(node.target, node.value, scope)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            come_from(target, node.value, scope)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        come_from(node.optional_vars, node.context_expr, scope)
    elif isinstance(node, ast.Match):
        for case in node.cases:
            for one in ast.walk(case.pattern):
                for name in (getattr(one, "name", None), getattr(one, "rest", None)):
                    if isinstance(name, str):
                        scope.origins.setdefault(name, []).append(node.subject)


def bind(node, scope):
    """Adds the names that a statement binds in its own scope."""
    note_origins(node, scope)
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, (ast.Store, ast.Del)):
            scope.bound.add(node.id)
            scope.values.setdefault(node.id, []).append(None)
        return
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        scope.bound.add(name)
        scope.values.setdefault(name, []).append(node.value)
        bind(node.value, scope)
        return
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        scope.bound.add(node.name)
        scope.fixed.add(node.name)
        for part in [*node.decorator_list, *getattr(node, "bases", [])]:
            bind(part, scope)
        return
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, COMPREHENSIONS):
        # Only what `:=` binds in it is a name of the function around it.
        for part in ast.walk(node):
            if isinstance(part, ast.NamedExpr):
                scope.bound.add(part.target.id)
        return
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            if name == "*":
                continue
            scope.bound.add(name)
            scope.fixed.add(name)
            scope.imports.setdefault(name, []).append((node, alias))
        return
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        scope.outer.update(node.names)
        if isinstance(node, ast.Global):
            scope.globals = scope.globals | set(node.names)
        return
    if isinstance(node, ast.ExceptHandler) and node.name:
        scope.bound.add(node.name)
        scope.fixed.add(node.name)
    for field in ("name", "rest"):
        name = getattr(node, field, None)
        if type(node).__name__ in ("MatchAs", "MatchStar", "MatchMapping") and isinstance(name, str):
            scope.bound.add(name)
            scope.fixed.add(name)
    for child in ast.iter_child_nodes(node):
        bind(child, scope)
