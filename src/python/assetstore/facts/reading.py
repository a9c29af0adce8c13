"""Reads one unit: its text without what changes nothing, and where its names lead."""

import ast

from effects import postponed
from expressions import Expressions, Reading
from names import Leaf, Own, Whole
from scopes import arguments, scope_of

# Decorators that make nothing of annotations and docstrings.
PLAIN_DECORATORS = {
    "staticmethod", "classmethod", "property", "functools.lru_cache", "functools.cache", "functools.cached_property",
    "functools.wraps", "contextlib.contextmanager", "abc.abstractmethod",
}
# Who reads names, annotations or docstrings of functions as values.
FRAMES = {"locals", "vars", "globals", "eval", "exec", "dir", "inspect", "sys._getframe", "compile"}
ANNOTATION_READERS = {"__annotations__", "get_type_hints", "get_annotations", "signature", "getfullargspec"}
# Who reads the text of code reads its comments.
SOURCE_READERS = {"getsource", "getsourcelines", "getcomments", "findsource", "getline", "getlines"}
DOC_READERS = {"__doc__", "getdoc", "cleandoc", *SOURCE_READERS}


class Reader:
    def __init__(self, names, paths):
        self.names, self.paths = names, paths

    def read(self, unit, is_root=False):
        reading = Reading(unit, is_root)
        walk = Walk(self, reading, unit.module)
        walk.statement(unit.node, None)
        return reading


class Walk(Expressions):
    # Structure

    def node(self, node, scope):
        if isinstance(node, ast.expr):
            self.expression(node, scope)
        else:
            self.statement(node, scope)

    def body(self, statements, scope, docstring=True):
        self.put("[")
        for index, statement in enumerate(statements):
            if isinstance(statement, ast.Pass):
                continue
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                if docstring and index == 0 and isinstance(statement.value.value, str):
                    import inspect

                    self.put("doc", inspect.cleandoc(statement.value.value))
                continue
            self.statement(statement, scope)
        self.put("]")

    def statement(self, node, scope):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self.function(node, scope)
        if isinstance(node, ast.ClassDef):
            return self.class_(node, scope)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return self.import_(node, scope)
        if isinstance(node, ast.AnnAssign):
            return self.annotated(node, scope)
        if isinstance(node, ast.If) and is_type_checking(node.test):
            return self.body(node.orelse, scope, False)
        self.generic(node, scope)

    def generic(self, node, scope):
        self.put(type(node).__name__)
        for field, value in ast.iter_fields(node):
            if field in ("ctx", "type_comment", "kind", "type_ignores", "lineno"):
                continue
            if field in ("name", "rest") and isinstance(value, str):
                self.put("text", value)
            else:
                self.value(field, value, scope)

    def value(self, field, value, scope):
        if isinstance(value, list):
            if value and isinstance(value[0], ast.stmt):
                return self.body(value, scope, False)
            self.put("(")
            for one in value:
                self.value(field, one, scope)
            self.put(")")
        elif isinstance(value, ast.AST):
            self.node(value, scope)
        elif value is not None:
            self.put("text", f"{field} {value!r}")
        else:
            self.put("-")

    # Declarations

    def function(self, node, scope):
        is_unit = node is self.reading.unit.node
        is_root = is_unit and self.reading.is_root
        self.put(type(node).__name__)
        seen = self.decorators(node, scope)
        self.put("root" if is_root else "own name" if is_unit and not node.decorator_list else "text", node.name)
        inner = scope_of(node, scope)
        if is_root:
            self.reading.root_scope = inner
        counts = is_root or seen or (scope is not None and scope.is_class and scope.is_special)
        self.arguments(node.args, scope, inner, counts)
        if node.returns is not None and not is_root:
            self.annotation(node.returns, scope, counts)
        self.doc_counts(seen and not is_root)
        self.body(node.body, inner)
        self.put("end doc")

    def doc_counts(self, counts):
        self.put("docs", counts)

    def decorators(self, node, scope):
        """Puts them, and says whether one of them may look at the function."""
        seen = False
        self.put("(")
        for one in node.decorator_list:
            called = one.func if isinstance(one, ast.Call) else one
            name = self.paths.outside(called, self.module, scope)
            if name is not None and name.split(".")[0] == "assetstore":
                for keyword in getattr(one, "keywords", []):
                    self.put("text", keyword.arg or "**")
                    self.expression(keyword.value, scope)
                continue
            seen = seen or name not in PLAIN_DECORATORS
            self.expression(one, scope)
        self.put(")")
        return seen

    def arguments(self, args, outer, inner, counts):
        every = arguments(args)
        for one in every:
            is_only = one in args.posonlyargs
            if inner is self.reading.root_scope and one not in args.kwonlyargs:
                self.number(inner, one.arg)
            self.put("argument", inner, one.arg, is_only)
            if one.annotation is not None:
                self.annotation(one.annotation, outer, counts)
        self.put("text", f"{len(args.posonlyargs)} {len(args.args)} {len(args.kwonlyargs)} {args.vararg is not None}")
        for default in [*args.defaults, *args.kw_defaults]:
            if default is None:
                self.put("-")
            else:
                self.expression(default, outer)

    def class_(self, node, scope):
        self.put("ClassDef")
        seen = self.decorators(node, scope)
        self.put("text", node.name)
        for part in node.bases:
            self.expression(part, scope)
        for keyword in node.keywords:
            self.put("text", keyword.arg or "**")
            self.expression(keyword.value, scope)
        inner = scope_of(node, scope)
        inner.is_special = seen or bool(node.bases) or bool(node.keywords)
        self.doc_counts(inner.is_special and any(self.is_foreign(base, scope) for base in node.bases))
        self.body(node.body, inner)
        self.put("end doc")

    def is_foreign(self, base, scope):
        name = self.paths.outside(base, self.module, scope)
        # Ours read no text of a class that is made from them.
        return name is not None and self.names.kind(name) == "package" and name.split(".")[0] != "assetstore"

    def annotated(self, node, scope):
        self.put("Assign" if node.value is not None else "declare")
        self.put("(")
        self.expression(node.target, scope)
        self.put(")")
        if (scope is not None and scope.is_class) or (scope is None and self.acts(node.annotation, scope)):
            self.annotation(node.annotation, scope, True)
        if node.value is not None:
            self.expression(node.value, scope)

    def annotation(self, node, scope, counts):
        """What is written as a text is the same as what it says."""
        counts = counts or self.acts(node, scope)
        node = unquoted(node)
        start, refs = len(self.reading.tokens), len(self.reading.refs)
        kept = (set(self.reading.words), set(self.reading.values), list(self.reading.mentions))
        self.expression(node, scope)
        if counts:
            return
        # Only somebody who asks functions for their annotations sees it.
        tokens = self.reading.tokens[start:]
        del self.reading.tokens[start:]
        self.reading.words, self.reading.values, self.reading.mentions = kept
        lost = self.reading.refs[refs:]
        del self.reading.refs[refs:]
        self.put("annotation", ast.dump(node), [one for one, _ in lost if isinstance(one, Own)], tokens and None)

    def acts(self, annotation, scope):
        """Whether the project's own code is called where the annotation is evaluated, which is where the function is made."""
        if postponed(self.module):
            return False
        calls = [one.func for one in ast.walk(annotation) if isinstance(one, ast.Call)]
        return any(isinstance(target, Own) for func in calls for target, _ in self.paths.led(func, self.module, scope) or [])

    def import_(self, node, scope):
        """In a function the names lead to the module where they are used; in a `try` or an `if` of the module they lead to that."""
        from cut import imported, modules_named

        if scope is None:
            for name, target in imported(self.module, node):
                self.put("text", name)
                if name == "*":
                    targets = [(Whole(own), ()) for own in [self.names.module(target.module)] if own is not None]
                else:
                    targets = self.names.follow(target.module, target.name, ())
                self.lead(node, targets)
            return

        self.reading.evaluated.append(node)
        for name, is_sure in modules_named(self.module, node):
            own = self.names.module(name)
            if own is None and is_sure and self.names.kind(name) == "package":
                if "." not in name and not self.names.files.is_namespace(self.names.roots, name):
                    self.mention(Leaf(name, "package"), (), node)


def is_type_checking(test):
    return getattr(test, "id", getattr(test, "attr", None)) == "TYPE_CHECKING"


def unquoted(node):
    class Unquote(ast.NodeTransformer):
        def visit_Subscript(self, inner):
            # The members of a `Literal` are values.
            name = inner.value
            if getattr(name, "id", getattr(name, "attr", None)) == "Literal":
                return inner
            return self.generic_visit(inner)

        def visit_Constant(self, inner):
            if not isinstance(inner.value, str):
                return inner
            try:
                return ast.copy_location(ast.parse(inner.value, mode="eval").body, inner)
            except SyntaxError:
                return inner

    import copy

    done = Unquote().visit(copy.deepcopy(node))
    for one in ast.walk(done):
        if isinstance(one, ast.expr) and not hasattr(one, "lineno"):
            ast.copy_location(one, node)
    for one in ast.walk(done):
        if isinstance(one, ast.expr):
            one.lineno = node.lineno
    return done

