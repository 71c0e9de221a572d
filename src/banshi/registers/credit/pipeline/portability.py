r"""The SQL of the stages means the same on DuckDB and on Spark, or it is not run there.

It is written once, as DuckDB reads it. `faults` knows a short list of what both engines understand alike; whatever else
stands in a query is a fault. `translated` puts the macros in and says the rest in Spark's words.

What the list keeps out meant something else when it was tried: `hash` and `trim` without characters (other values, no error),
ORDER BY inside an aggregate (silently lost in translation), CAST of 2.7 to a whole number (3 and 2), `upper` of ß, `$` before a
line's end, regexp_replace without 'g' (the first, and all), NOT IN (slow with NULL in mind), rows as values, GROUP BY ALL, QUALIFY.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

Tree = exp.Expr

# What a query may be made of.
_PARTS: set[type[Tree]] = {
    exp.Select, exp.From, exp.Where, exp.Join, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Union, exp.Subquery, exp.Distinct,
    exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Literal, exp.Boolean, exp.Null, exp.Paren,
    exp.DataType, exp.DataTypeParam, exp.ReadParquet, exp.Explode, exp.Anonymous, exp.Window, exp.Filter,
}  # fmt: skip
_OPERATORS: set[type[Tree]] = {
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Is, exp.Like, exp.Exists,
    exp.Case, exp.If, exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.Neg, exp.DPipe, exp.Cast, exp.TryCast,
}  # fmt: skip
_FUNCTIONS: set[type[Tree]] = {
    exp.Count, exp.Min, exp.Max, exp.Sum, exp.BitwiseOrAgg, exp.RowNumber,
    exp.Coalesce, exp.Greatest, exp.Least, exp.Round,
    exp.Length, exp.Substring, exp.Right, exp.StrPosition, exp.Contains, exp.Replace, exp.Translate, exp.Trim, exp.ConcatWs, exp.Chr,
    exp.RegexpLike, exp.RegexpFullMatch, exp.RegexpReplace, exp.Levenshtein,
}  # fmt: skip
ALIKE = _PARTS | _OPERATORS | _FUNCTIONS

_TYPES = {"SMALLINT", "INT", "BIGINT", "VARCHAR", "TEXT", "DATE", "DECIMAL"}
_WHOLE = {"SMALLINT", "INT", "BIGINT"}
_OPTIONS = {"file_row_number", "hive_partitioning"}


@dataclass(frozen=True)
class Macro:
    """A name for an expression of some parameters."""

    parameters: tuple[str, ...]
    body: Tree


class NotPortable(Exception):
    """A query has parts that another engine would understand differently."""


def macros(text: str, dialect: str = "duckdb") -> dict[str, Macro]:
    """The macros of CREATE OR REPLACE MACRO … statements, their bodies in this dialect."""
    found = {}
    for name, parameters, body in re.findall(
        r"CREATE OR REPLACE MACRO (\w+)\(([\w, ]*)\) AS(.*?);\s*(?=CREATE|$)", text, re.DOTALL
    ):
        found[name] = Macro(tuple(parameters.split(", ")), sqlglot.parse_one(body, read=dialect))
    return found


# ---------------------------------------------------------------- what would not mean the same


def faults(query: str | Tree, known: Collection[str] = ()) -> list[str]:
    """What in a query (or in a macro's body) two engines would not understand alike; `known` are names of macros."""
    tree = sqlglot.parse_one(query, read="duckdb") if isinstance(query, str) else query
    found = []
    for node in tree.walk():
        if type(node) not in ALIKE and not isinstance(node.parent, exp.ReadParquet):
            found.append(f"{type(node).__name__}: {_shown(node)}")
        for kind, look in _LOOKS:
            if isinstance(node, kind) and (why := look(node)):
                found.append(f"{why}: {_shown(node)}")
        if isinstance(node, exp.Anonymous) and node.name.lower() not in known:
            found.append(f"unknown function: {_shown(node)}")
    return found


def _shown(node: Tree) -> str:
    return node.sql("duckdb")[:120]


def _cast(node: exp.Cast) -> str:
    if node.to.this.name not in _TYPES:
        return "type"
    if node.to.this.name not in _WHOLE or isinstance(node.this, exp.Round):
        return ""
    inside = [node.this, *node.this.find_all(exp.Div, exp.Literal, exp.Cast)]
    fraction = any(
        isinstance(part, exp.Div)
        or (isinstance(part, exp.Literal) and not part.is_string and not part.is_int)
        or (isinstance(part, exp.Cast) and part.to.this.name == "DECIMAL")
        for part in inside
    )
    return "a fraction cast to a whole number without round" if fraction else ""


def _regular(node: Tree) -> str:
    """Both engines read these regular expressions alike: classes, groups, counts, ^ and \\z."""
    pattern = node.expression
    if not (isinstance(pattern, exp.Literal) and pattern.is_string):
        return "a regular expression that is no literal"
    classes = re.findall(r"\[\^?((?:\\.|[^\]\\])*)\]", pattern.name)
    rest = re.sub(r"\[\^?(?:\\.|[^\]\\])*\]", "x", pattern.name)
    if any("[" in one or "&&" in one or re.search(r"\\(?!x[0-9a-f]{2}|t)", one) for one in classes):
        return "a class that engines read differently"
    if re.search(r"[$.]|\(\?|[*+?}][+?]|\\(?!z)", rest):
        return "a regular expression that engines read differently"
    return ""


def _replacing(node: exp.RegexpReplace) -> str:
    everywhere = node.args.get("modifiers")
    if everywhere is not None:
        return "" if everywhere.name == "g" else "an option of regexp_replace"
    pattern, depth = node.expression.name, 0
    for sign in re.sub(r"\\.|\[[^\]]*\]", "x", pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            return "alternatives with one anchor"
    return "" if pattern.startswith("^") or pattern.endswith("\\z") else "regexp_replace of the first only, or of all?"


def _distance(node: exp.Levenshtein) -> str:
    codes = all(isinstance(one, exp.Column) and one.name == "code" for one in (node.this, node.expression))
    return "" if codes else "a distance of what is not a code: engines count bytes, or characters"


def _reading(node: exp.ReadParquet) -> str:
    options = {one.this.name for one in node.expressions[1:] if isinstance(one, exp.EQ)}
    return "" if options <= _OPTIONS and len(options) == len(node.expressions) - 1 else "an option of read_parquet"


def _number(node: Tree) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string


_LOOKS: list[tuple[type[Tree], Callable[..., str]]] = [
    (exp.Cast, _cast),
    (exp.RegexpLike, _regular),
    (exp.RegexpFullMatch, _regular),
    (exp.RegexpReplace, _regular),
    (exp.RegexpReplace, _replacing),
    (exp.Levenshtein, _distance),
    (exp.ReadParquet, _reading),
    (exp.Trim, lambda n: "" if n.expression else "trim without characters"),
    (exp.Substring, lambda n: "a place before the first" if n.args["start"].sql()[0] in "-0" else ""),
    (exp.DPipe, lambda n: "a number put together with text" if _number(n.this) or _number(n.expression) else ""),
    (exp.Group, lambda n: "GROUP BY other than columns" if any(n.args[a] for a in n.args if a != "expressions") else ""),
    (exp.Not, lambda n: "NOT IN (SELECT …): write NOT EXISTS" if isinstance(n.this, exp.In) and n.this.args.get("query") else ""),
    (exp.Star, lambda n: "a star with exceptions" if any(n.args.values()) else ""),
    (exp.Distinct, lambda n: "DISTINCT ON" if n.args.get("on") else ""),
    (exp.Union, lambda n: "UNION BY NAME" if n.args.get("by_name") else ""),
    (exp.Window, lambda n: "" if isinstance(n.this, exp.RowNumber) and n.args.get("order") else "a window other than row_number"),
    (exp.Join, lambda n: "a kind of join" if n.args.get("method") or n.args.get("using") or n.kind not in ("", "INNER") else ""),
]  # fmt: skip


# ---------------------------------------------------------------- in Spark's words


@dataclass(frozen=True)
class Files:
    """What read_parquet asked for: files, and whether each row's place in its file is wanted."""

    paths: tuple[str, ...]
    numbered: bool


def translated(query: str, own: Mapping[str, Macro], names: Callable[[Files], str]) -> str:
    """A portable query in Spark's words. `names` gives the name of a relation over files.

    Raises:
        NotPortable: with what is wrong.
    """
    tree = sqlglot.parse_one(query, read="duckdb")
    if found := faults(tree, own):
        raise NotPortable("; ".join(found))
    tree = _expanded(tree, own)
    for read in list(tree.find_all(exp.ReadParquet)):
        read.replace(exp.to_identifier(names(_files(read))))
    for match in list(tree.find_all(exp.RegexpFullMatch)):
        match.replace(exp.RegexpLike(this=match.this, expression=_literal(f"\\A(?:{match.expression.name})\\z")))
    for replacing in list(tree.find_all(exp.RegexpReplace)):
        with_groups = re.sub(r"\\(\d)", r"$\1", replacing.args["replacement"].name)
        replacing.set("replacement", _literal(with_groups))
    return tree.sql("spark")


def _literal(text: str) -> exp.Literal:
    return exp.Literal.string(text)


def _files(read: exp.ReadParquet) -> Files:
    where, *options = read.expressions
    paths = where.expressions if isinstance(where, exp.Array) else [where]
    numbered = any(one.this.name == "file_row_number" and one.expression.this for one in options)
    return Files(tuple(path.name for path in paths), numbered)


def _expanded(tree: Tree, own: Mapping[str, Macro]) -> Tree:
    """The tree with every macro put in; from outside to inside, until there is none."""
    while calls := list(_calls(tree, own)):
        for call in calls:
            macro = own[call.name.lower()]
            given = dict(zip(macro.parameters, call.expressions, strict=True))
            body = macro.body.copy()
            for column in list(body.find_all(exp.Column)):
                if column.name in given and not column.table:
                    value = given[column.name].copy()
                    column.replace(value if isinstance(value, exp.Column | exp.Literal) else exp.Paren(this=value))
            call.replace(exp.Paren(this=body))
    return tree


def _calls(tree: Tree, own: Mapping[str, Macro]) -> Iterator[exp.Anonymous]:
    return (call for call in tree.find_all(exp.Anonymous) if call.name.lower() in own)
