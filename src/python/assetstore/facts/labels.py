"""The values of what a decorator says of an asset beside its code."""

import ast

from literals import Literals, NotWritten, Wrong, package

_NAMES = {"name", "key", "key_prefix"}
# What is shown of an asset, and decides nothing of its rows.
_SHOWN = {"description", "group_name", "owners", "kinds", "compute_kind", "tags"}


class Unsaid(Exception):
    """What a decorator says cannot be read where the project is loaded."""

    def __init__(self, file, line, error):
        super().__init__(error.message)
        self.file, self.line, self.error = file, line, error


class Labels:
    """Of one slice: every file that a value is found in is one that the facts are found from."""

    def __init__(self, names):
        self.literals = Literals(names, self.name_of)
        # What is computed: keyword -> the expression, and where it stands.
        self.computed = {}

    def of(self, unit):
        """Keyword -> value. What is shown alone and is computed is left out.

        Raises Unsaid.
        """
        said = {}
        for decorator in unit.node.decorator_list:
            for name, keyword in getattr(decorator, "said", {}).items():
                try:
                    said[name] = self.value(name, keyword.value, unit.module)
                except Unsaid:
                    if name not in _SHOWN:
                        raise
                    self.computed[name] = keyword.value
        return said

    def value(self, name, node, module):
        package()
        from assetstore._dagster import no_plain_option
        from assetstore._errors import AssetError

        try:
            return self.literals.value(node, module)
        except NotWritten as error:
            raise Unsaid(error.module.file, error.node.lineno, no_plain_option(name, ast.unparse(error.node))) from None
        except Wrong as error:
            told = error.error if isinstance(error.error, AssetError) else no_plain_option(name, f"{ast.unparse(error.node)} ({error.error})")
            raise Unsaid(error.module.file, error.node.lineno, told) from None

    def unsaid(self, unit, error):
        return self.at(unit.module.file, unit.node.lineno, error)

    def at(self, file, line, error):
        return Unsaid(file, line, error)

    def says_name(self, unit):
        return any(_NAMES & set(getattr(decorator, "said", ())) for decorator in unit.node.decorator_list)

    def name_of(self, unit):
        """The name of the asset that a function makes, in its namespaces."""
        package()
        from assetstore._specs import AssetKey, key_of

        said = {}
        for decorator in unit.node.decorator_list:
            keywords = getattr(decorator, "said", {})
            said.update({name: self.value(name, keywords[name].value, unit.module) for name in _NAMES & keywords.keys()})
        return key_of(unit.node.name, **said) or AssetKey(unit.node.name)
