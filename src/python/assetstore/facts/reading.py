"""Reads one unit: its text without what changes nothing, and where its names lead."""

import ast
import re

from cut import Import, absolute
from names import Leaf, Own, Whole
from scopes import COMPREHENSIONS, FUNCTIONS, Scope, arguments, scope_of

WORD = re.compile(r"\w+")
# Decorators that make nothing of annotations and docstrings.
PLAIN_DECORATORS = {
    "staticmethod", "classmethod", "property", "functools.lru_cache", "functools.cache", "functools.cached_property",
    "functools.wraps", "contextlib.contextmanager", "abc.abstractmethod",
}
# Who reads names, annotations or docstrings of functions as values.
FRAMES = {"locals", "vars", "globals", "eval", "exec", "dir", "inspect", "sys._getframe", "compile"}
ANNOTATION_READERS = {"__annotations__", "get_type_hints", "get_annotations", "signature", "getfullargspec"}
DOC_READERS = {"__doc__", "getdoc", "getsource", "getcomments", "cleandoc"}


class Data:
    """A file or folder beside the code."""

    def __init__(self, path):
        self.path = path


class Computed:
    """Modules that are imported by a name that is put together: all below a package, or all there are."""

    def __init__(self, prefix, what, line):
        self.prefix, self.what, self.line = prefix, what, line


class Reading:
    def __init__(self, unit, is_root):
        self.unit, self.is_root = unit, is_root
        self.tokens = []
        self.refs = []
        # Names that are used as values, and not called: who gets them may ask for their names.
        self.values = set()
        self.words = set()
        self.mentions = []
        self.attributes = set()
        self.computed = []
        self.evaluated = []
        self.variables = set()
        self.calls = []
        self.root_scope = None


class Reader:
    def __init__(self, names, paths):
        self.names, self.paths = names, paths

    def read(self, unit, is_root=False):
        reading = Reading(unit, is_root)
        walk = Walk(self, reading, unit.module)
        walk.statement(unit.node, None)
        return reading


class Walk:
    def __init__(self, reader, reading, module):
        self.names, self.paths = reader.names, reader.paths
        self.reading, self.module = reading, module
        self.numbers = {}

    def put(self, *token):
        self.reading.tokens.append(token)

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
        return name is not None and self.names.kind(name) == "package"

    def annotated(self, node, scope):
        self.put("Assign" if node.value is not None else "declare")
        self.put("(")
        self.expression(node.target, scope)
        self.put(")")
        if scope is not None and scope.is_class:
            self.annotation(node.annotation, scope, True)
        if node.value is not None:
            self.expression(node.value, scope)

    def annotation(self, node, scope, counts):
        """What is written as a text is the same as what it says."""
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

    # Expressions

    def expression(self, node, scope):
        if isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.Subscript)):
            if self.data(node, scope):
                return
        if isinstance(node, ast.Name):
            return self.name(node, scope)
        if isinstance(node, ast.Attribute):
            return self.attribute(node, scope)
        if isinstance(node, ast.Call):
            return self.call(node, scope)
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self.reading.words.update(WORD.findall(node.value))
            return self.put("constant", f"{type(node.value).__name__} {node.value!r}")
        if isinstance(node, ast.Lambda):
            inner = scope_of(node, scope)
            self.put("Lambda")
            self.arguments(node.args, scope, inner, False)
            return self.expression(node.body, inner)
        if isinstance(node, COMPREHENSIONS):
            return self.comprehension(node, scope)
        self.generic(node, scope)

    def comprehension(self, node, scope):
        self.put(type(node).__name__)
        inner = scope_of(node, scope)
        for index, generator in enumerate(node.generators):
            self.put("async" if generator.is_async else "for")
            self.expression(generator.iter, scope if index == 0 else inner)
            self.expression(generator.target, inner)
            for condition in generator.ifs:
                self.expression(condition, inner)
        for part in (getattr(node, "elt", None), getattr(node, "key", None), getattr(node, "value", None)):
            if part is not None:
                self.expression(part, inner)

    def data(self, node, scope):
        path = self.paths.of(node, self.module, scope)
        if path is None or not path.derived:
            return False
        own = self.reading.unit.node
        is_named = isinstance(own, (ast.Assign, ast.AnnAssign)) and own.value is node and scope is None
        is_local = scope is not None and any(node is value for values in scope.values.values() for value in values)
        if is_named or is_local:
            # Who uses the name says which file is meant.
            self.put("path")
        else:
            self.reading.refs.append((Data(path.text), ()))
            self.put("ref", len(self.reading.refs) - 1)
        return True

    def name(self, node, scope, is_called=False):
        home = scope.lookup(node.id) if scope is not None else None
        if home is not None and node.id not in home.imports:
            self.number(home, node.id)
            return self.put("local", home, node.id)
        self.reference(node, node.id, (), home, is_called)

    def attribute(self, node, scope, is_called=False):
        attrs, root = [], node
        while isinstance(root, ast.Attribute):
            attrs.insert(0, root.attr)
            root = root.value
        self.reading.attributes.update(attrs)
        home = scope.lookup(root.id) if isinstance(root, ast.Name) and scope is not None else None
        if isinstance(root, ast.Name) and (home is None or root.id in home.imports) and not self.data(root, scope):
            return self.reference(node, root.id, tuple(attrs), home, is_called)
        if isinstance(root, ast.Name) and home is None:
            return self.put("text", ".".join(attrs))
        self.put("Attribute", node.attr)
        self.expression(node.value, scope)

    def reference(self, node, name, attrs, home, is_called):
        if home is not None:
            targets = []
            for statement, alias in home.imports[name]:
                if isinstance(statement, ast.Import):
                    wanted = Import(alias.name if alias.asname else alias.name.split(".")[0], None)
                else:
                    wanted = Import(absolute(self.module, statement), alias.name)
                targets += self.names.follow(wanted.module, wanted.name, attrs)
        else:
            targets = self.names.resolve(self.module, name, attrs)
        self.lead(node, targets, is_called)

    def lead(self, node, targets, is_called=False):
        for target, rest in targets:
            if isinstance(target, Leaf):
                self.mention(target, rest, node)
                self.put("text", ".".join([target.dotted, *rest]))
                continue
            if isinstance(target, Own) and not is_called:
                self.reading.values.add((target.module.file, target.name))
            self.reading.refs.append((target, rest))
            self.put("ref", len(self.reading.refs) - 1)
            if rest:
                self.put("text", ".".join(rest))

    def mention(self, leaf, rest, node):
        dotted = ".".join([leaf.dotted, *rest])
        self.reading.mentions.append((leaf, dotted, node.lineno))

    def call(self, node, scope):
        name = self.paths.outside(node.func, self.module, scope)
        self.reading.calls.append((name, node, scope))
        if self.import_call(name, node, scope):
            return
        self.put("Call")
        if isinstance(node.func, ast.Name):
            self.name(node.func, scope, is_called=True)
        elif isinstance(node.func, ast.Attribute) and not self.data(node.func, scope):
            self.attribute(node.func, scope, is_called=True)
        else:
            self.expression(node.func, scope)
        for one in node.args:
            self.expression(one, scope)
        for keyword in node.keywords:
            self.put("text", keyword.arg or "**")
            self.expression(keyword.value, scope)

    def import_call(self, name, node, scope):
        if name not in ("importlib.import_module", "__import__") or not node.args:
            return False
        first = node.args[0]
        known = self.paths.of(first, self.module, scope)
        if known is not None:
            own = self.names.module(known.text)
            if own is None:
                self.mention(Leaf(known.text, self.names.kind(known.text)), (), node)
                self.put("text", known.text)
            else:
                self.reading.refs.append((Whole(own), ()))
                self.put("ref", len(self.reading.refs) - 1)
            return True
        start = ""
        if isinstance(first, ast.JoinedStr) and first.values and isinstance(first.values[0], ast.Constant):
            start = first.values[0].value
        elif isinstance(first, ast.BinOp) and isinstance(first.left, ast.Constant):
            start = str(first.left.value)
        self.reading.computed.append(Computed(start.rpartition(".")[0], f"{name} of a computed name", node.lineno))
        return False

    def number(self, scope, name):
        if (scope, name) not in self.numbers:
            self.numbers[(scope, name)] = len(self.numbers)
            self.put("number", scope, name, self.numbers[(scope, name)])


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


Scope.is_special = False
