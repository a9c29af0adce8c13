"""What dbt can only render in a run, and the macros that a node may call."""

import re

# Words of dbt's Jinja whose value is another one while dbt compiles than in a run, that ask the database, or that are new each time.
AT_RUN_TIME = re.compile(
    r"\b(?:execute|run_query|statement|load_result|load_relation|load_cached_relation|is_incremental|should_full_refresh|run_started_at"
    r"|invocation_id|thread_id|modules|context|get_columns_in_query|fromtimestamp)\b"
    r"|\badapter\s*\.\s*(?!dispatch\b|quote\b|quote_as_configured\b|get_binding_char\b)\w+"
    r"|\badapter\s*[^.\w\s]"
)


# What is asked of the database and can be answered without one.
ANSWERED = ("is_incremental",)

OF_DBT = ("macro.dbt.", "macro.dbt_duckdb.")
called = {}


def macros_by_word(manifest):
    """What a word may call: dbt has not seen a call that it passed over while it parsed."""
    words = {}
    for name, macro in manifest.macros.items():
        if not name.startswith(OF_DBT):
            for word in {macro.name, macro.name.split("__", 1)[-1]}:
                words.setdefault(word, []).append(name)
    return words


def reached_macros(manifest, words, node, without=()):
    """By name, what a node's text calls or may call, and what that calls; macros of some names aside."""
    return called_by(manifest, words, [*node.depends_on.macros, *named_in(words, node.raw_code or "")], without)


def macros_of_texts(manifest, words, texts):
    """The same of texts that stand by themselves, such as hooks."""
    called_there = called_by(manifest, words, [name for text in texts for name in named_in(words, text)])
    return {name: macro for name, macro in called_there.items() if not name.startswith(OF_DBT)}


COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
OPENING = re.compile(r"\{\{|\{%")
LAST_CLOSING = re.compile(r".*(?:\}\}|%\})", re.DOTALL)


def jinja_of(text):
    """What Jinja reads of a text, and a little more where it has quoted brackets: around it is SQL, whose words call nothing."""
    _, *opened = OPENING.split(COMMENT.sub("", text))
    return " ".join(closed.group(0) if (closed := LAST_CLOSING.match(one)) else one for one in opened)


def named_in(words, text, own=frozenset()):
    """`own`: names that are something else in it."""
    return [name for word in set(re.findall(r"\w+", jinja_of(text))) - own for name in words.get(word, ())]


HEAD = re.compile(r"\{%-?\s*\w+\s+\w+\s*\((.*?)\)[^()]*?%\}", re.DOTALL)


def parameters_of(text):
    """Of a macro. That a package has a macro of such a name says nothing of what the name is in there."""
    head = HEAD.search(text)
    return frozenset(re.findall(r"(?:^|,)\s*(\w+)", head.group(1))) if head else frozenset()


def called_by(manifest, words, names, without=()):
    found, open_names = {}, list(names)
    while open_names:
        name = open_names.pop()
        macro = manifest.macros.get(name)
        if macro is None or name in found or macro.name in without:
            continue
        found[name] = macro
        if name not in called:
            own = parameters_of(macro.macro_sql)
            called[name] = [*macro.depends_on.macros, *named_in(words, macro.macro_sql, own)]
        open_names += called[name]
    return found


# What a project can say of how dbt makes its incremental models and its snapshots.
OF_MAKING = re.compile(r"get_incremental_\w+_sql|snapshot_\w+_strategy|materialization_\w+")
OF_NAMES = re.compile(r"generate_\w+_name")


# Macros of dbt's by which it makes tables and views, loads seeds and judges tests. Here nothing calls them.
OF_OTHERS = re.compile(
    r"materialization_(?:table|view|seed|test|unit)"
    r"|(?:get_)?create_(?:table|view)_as(?:_sql)?|get_(?:test|unit_test)_sql|load_csv_rows|create_csv_table|get_assert_columns_equivalent"
)


def replaced_macros(manifest):
    """Those of them that the project itself has put something in the place of."""
    own = (macro for macro in manifest.macros.values() if macro.package_name == manifest.metadata.project_name)
    return [macro for macro in own if OF_OTHERS.fullmatch(plain_name(macro.name))]


def plain_name(name):
    """Without the adapter that it is for."""
    return re.sub(r"^(?:default|duckdb)__|(?<=.)_(?:default|duckdb)$", "", name)


def making_macros(manifest, words):
    """The project's own strategies and what it puts in the place of macros of dbt's: each with what it calls, by its own name."""
    of_dbt = {macro.name for name, macro in manifest.macros.items() if name.startswith(OF_DBT)}
    roots = [
        name
        for name, macro in manifest.macros.items()
        if not name.startswith(OF_DBT)
        and (macro.name in of_dbt or f"default__{macro.name.split('__', 1)[-1]}" in of_dbt or OF_MAKING.fullmatch(macro.name))
        and not OF_NAMES.fullmatch(macro.name.split("__", 1)[-1])
    ]
    return {
        root: {name: macro for name, macro in called_by(manifest, words, [root]).items() if not name.startswith(OF_DBT)} for root in roots
    }


def late_word(text, without=()):
    words = (match.group(0) for match in AT_RUN_TIME.finditer(jinja_of(text)))
    return next((word for word in words if word not in without), None)


def late_reason(node, macros, without=()):
    """`without`: words of the node's own text whose results somebody else gives."""
    word = late_word(node.raw_code or "", without)
    if word is not None:
        return word
    for name, macro in macros.items():
        word = late_word(macro.macro_sql)
        if word is not None:
            return f"{word} of {name}"
    return None
