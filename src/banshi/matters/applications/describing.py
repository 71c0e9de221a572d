"""Describing 状态图与步骤表: the law of an application as a page for people, made from the table itself."""

from collections.abc import Iterator

from banshi.matters.applications import rules, wording
from banshi.matters.applications.rules import State, Verb

HEAD = """# Applications 办件: states, steps, law

This page is made from `src/banshi/matters/applications/rules.py` (`banshi manage describe_applications`); a test holds that
it is up to date. Articles are those of 行政许可法 (2019) unless another document is named.
"""
ARTICLES = {
    Verb.SUBMIT: "第二十九条",
    Verb.ANSWER_NOT_REQUIRED: "第三十二条第一项",
    Verb.ANSWER_NOT_COMPETENT: "第三十二条第二项",
    Verb.NOTIFY: "第三十二条第四项",
    Verb.SUPPLEMENT: "第三十二条第五项",
    Verb.ACCEPT: "第三十二条第五项",
    Verb.DEEM_ACCEPTED: "第三十二条第四项",
    Verb.SERVE: "第三十四条第二款",
    Verb.START_SPECIAL: "第四十五条",
    Verb.END_SPECIAL: "第四十五条",
    Verb.EXTEND: "第四十二条",
    Verb.EXPLAIN_DELAY: "优化营商环境条例 第三十六条",
    Verb.GRANT: "第三十八条第一款",
    Verb.GRANT_BY_SILENCE: "第五十条第二款",
    Verb.REFUSE: "第三十八条第二款",
    Verb.WITHDRAW: "—",
    Verb.TERMINATE: "—",
    Verb.ISSUE: "第三十九条",
    Verb.DELIVER: "第四十四条",
    Verb.ARCHIVE: "国务院令第716号 第十二条",
    Verb.REVOKE: "第六十九条",
    Verb.CANCEL: "第七十条",
}


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([HEAD, *_diagram(), "", *_steps(), "", *_states()]) + "\n"


def _diagram() -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2\n    [*] --> draft"
    yield from (f"    {state} : {wording.STATES[state]}" for state in State)
    yield from (f"    {source} --> {target} : {wording.VERBS[verb]}" for (source, verb), target in rules.TABLE.items())
    yield from (f"    {state} --> [*]" for state in State if not rules.verbs(state))
    yield "```"


def _steps() -> Iterator[str]:
    yield "## Steps\n\n| step | verb | from | to | who | article | national code |\n|---|---|---|---|---|---|---|"
    for verb in Verb:
        ways = [(source, target) for (source, one), target in rules.TABLE.items() if one == verb]
        codes = sorted({code for source, _ in ways if (code := rules.event_code(verb, source))})
        yield "| " + " | ".join([
            str(wording.VERBS[verb]),
            f"`{verb}`",
            ", ".join(f"`{source}`" for source, _ in ways),
            ", ".join(dict.fromkeys(f"`{target}`" for _, target in ways)),
            _who(verb),
            ARTICLES[verb],
            ", ".join(map(str, codes)) or "—",
        ]) + " |"  # fmt: skip


def _who(verb: Verb) -> str:
    if permission := rules.STAFF.get(verb):
        return f"`{permission}`"
    if verb in rules.APPLICANT:
        counter = rules.COUNTER.get(verb)
        return "the applicant or an agent" + (f"; at the counter `{counter}`" if counter else "")
    return "the clock"


def _states() -> Iterator[str]:
    yield "## States\n\n| state | what it is called | what comes next | the clock that shows |\n|---|---|---|---|"
    for state in State:
        yield f"| `{state}` | {wording.STATES[state]} | {wording.NEXT[state]} | {CLOCKS.get(state, '—')} |"


CLOCKS = {
    State.SUBMITTED: "notice (T1)",
    State.REVIEW: "promise (T2), statute (T3)",
    State.SPECIAL: "stands still",
    State.GRANTED: "delivery (T4)",
    State.REFUSED: "delivery (T4)",
    State.ISSUED: "delivery (T4)",
}
