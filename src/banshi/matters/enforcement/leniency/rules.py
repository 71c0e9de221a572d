"""The rule 柔性执法规则: what the law prescribes for a slip on the known facts, and why. It recommends; an officer decides. Pure.

行政处罚法 (2021) 第二十八至三十七条; 行政强制法 第十六条第二款. A list explains what is slight, it does not do away with what the
law demands: a row of 轻微不罚 still asks for correction in time and no harm, one of 首违不罚 for a first act, slight harm and
correction (第三十三条第一款), whether or not the row repeats it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.matters.enforcement.leniency.conditions import (
    Condition,
    Corrected,
    First,
    Grounds,
    HarmAtMost,
    joined,
)
from banshi.matters.enforcement.leniency.facts import (
    GRAVITIES,
    Facts,
    Gravity,
    Kind,
    Law,
    Lists,
    Provision,
    Row,
    Standard,
)
from banshi.matters.enforcement.leniency.grounds import (
    SEVERITY,
    UNPUNISHED,
    Effect,
    Ground,
    governing,
    grounds,
)
from banshi.matters.enforcement.leniency.weighing import Finding, State, counts, weigh

LISTED: Mapping[Kind, Effect] = {
    "minor": Effect.MUST_NOT,
    "first": Effect.MAY_NOT,
    "mitigate_light": Effect.LIGHTER,
    "mitigate": Effect.REDUCE,
}
BASIS: Mapping[Kind, str] = {
    "minor": "行政处罚法 第三十三条第一款前半句",
    "first": "行政处罚法 第三十三条第一款后半句",
    "mitigate_light": "行政处罚法 第三十二条、第三十四条",
    "mitigate": "行政处罚法 第三十二条、第三十四条",
    "no_coercion": "行政强制法 第十六条第二款",
}
POINTED_TO = {
    30: ("child", "juvenile"),
    31: ("incapable", "partly_capable"),
    32: ("removed_harm", "forced", "confessed", "merit"),
    33: ("minor", "first", "faultless"),
    36: ("barred",),
}
BY_DISCRETION = (Effect.MAY_NOT, Effect.MAY_MITIGATE)
COMMANDED = (Effect.UNPROVEN, Effect.MUST_NOT, Effect.MITIGATE)
NO_VIOLATION = ("unproven", "no_law_then", "repealed")
GUARDED = ("child", "incapable")  # 第三十条、第三十一条: 责令监护人加以管教、严加看管


@dataclass(frozen=True)
class Assessment:
    """What the law prescribes (`outcome`), by which grounds, what could still come of it, and what to find out first."""

    outcome: Effect
    because: tuple[Ground, ...]
    considered: tuple[Ground, ...]
    best: Effect  # if every open question were answered in the party's favour
    binding: Effect | None  # what the law commands: no heavier than this, whoever decides
    questions: tuple[str, ...]
    no_coercion: tuple[Ground, ...]
    provision: Provision | None
    correct: bool  # 第二十八条: order to correct
    educate: bool  # 第三十三条第三款
    measures: tuple[str, ...]
    below: int | None  # 分: the fine must stay under this
    explanation: str

    @property
    def is_open(self) -> bool:
        return bool(self.questions)


def assess(facts: Facts, lists: Lists, law: Law) -> Assessment:
    """Weigh every ground of the law and every row of the list that names this act; the mildest that holds decides."""
    by_law = grounds(facts, law)
    rows = [row for row in rows_for(lists, law) if row.in_force(facts.decided_on)]
    penal, coercive = ([row for row in rows if (row.kind == "no_coercion") == spares] for spares in (False, True))
    emergency = any(one.key == "emergency" and one.state == State.MET for one in by_law)
    considered = set_aside([*by_law, *(weigh_row(row, facts, law, by_law) for row in penal)], emergency=emergency)
    spared = set_aside([weigh_row(row, facts, law, by_law) for row in coercive], emergency=emergency)
    met = [one for one in considered if one.state == State.MET]
    outcome = mildest(met)
    because = tuple(one for one in met if one.effect == outcome)
    unknown = [one for one in considered if one.state == State.UNKNOWN and SEVERITY[one.effect] < SEVERITY[outcome]]
    violated = not any(one.key in NO_VIOLATION for one in because)
    provision = governing(facts, law)
    return Assessment(
        outcome=outcome,
        because=because,
        considered=tuple(considered),
        best=min([outcome, *(one.effect for one in unknown)], key=SEVERITY.__getitem__),
        binding=next((effect for effect in COMMANDED if any(one.effect == effect for one in met)), None),
        questions=questions([*unknown, *(one for one in spared if one.state == State.UNKNOWN)]),
        no_coercion=tuple(one for one in spared if one.state == State.MET),
        provision=provision,
        correct=violated and facts.corrected_on is None,
        educate=violated and outcome in (Effect.MUST_NOT, Effect.MAY_NOT),
        measures=measures(rows, because),
        below=ceiling(rows, because, facts.party),
        explanation=explain(outcome, because, provision),
    )


def rows_for(lists: Lists, law: Law) -> list[Row]:
    """The rows that name this act, under whichever law."""
    return [row for provision in law.provisions for row in lists.get(provision.offence, ())]


def weigh_row(row: Row, facts: Facts, law: Law, by_law: Sequence[Ground]) -> Ground:
    """One row of the list: its conditions, and those of the law that it may not do without."""
    findings = tuple(
        weigh_pointer(condition, by_law) if isinstance(condition, Grounds) else weigh(condition, facts, law)
        for condition in full_conditions(row, law)
    )
    effect = LISTED.get(row.kind, Effect.ORDINARY)
    return Ground(row.code, effect, BASIS[row.kind], findings, listed=True)


def full_conditions(row: Row, law: Law) -> tuple[Condition, ...]:
    """What the row says and what 第三十三条第一款 demands of its kind. A row that points to articles has these instead."""
    if row.kind not in ("minor", "first") or any(isinstance(one, Grounds) for one in row.conditions):
        return row.conditions
    given = row.conditions
    added: list[Condition] = []
    if row.kind == "first" and not any(isinstance(one, First) for one in given):
        added.append(First(law.first_window))
    if not any(isinstance(one, Corrected) for one in given):
        added.append(Corrected())
    harm = HarmAtMost("none" if row.kind == "minor" else "slight")
    if harm not in given and HarmAtMost("none") not in given:
        added.append(harm)
    return (*given, *added)


def weigh_pointer(condition: Grounds, by_law: Sequence[Ground]) -> Finding:
    """`grounds(30 31)`: met when one of the grounds in these articles is."""
    keys = {key for article in condition.articles for key in POINTED_TO[article]}
    pointed = [one for one in by_law if one.key in keys]
    for state in (State.MET, State.UNKNOWN):
        for one in pointed:
            if one.state == state:
                asks = "；".join(finding.ask for finding in one.findings if finding.ask)
                return Finding(condition.words, state, one.article, ask=asks)
    return Finding(condition.words, State.NOT_MET, later("没有符合的条款"))


def set_aside(found: Sequence[Ground], *, emergency: bool) -> list[Ground]:
    """第四十九条: who breaks emergency measures is punished more heavily; only what the law commands still counts for him."""
    why = later("违反突发事件应对措施，依法从重，不适用清单和可以从宽的规定")
    return [
        replace(one, set_aside=why) if emergency and (one.listed or one.effect in BY_DISCRETION) else one
        for one in found
    ]


def mildest(found: Iterable[Ground]) -> Effect:
    """The mildest effect among the grounds. Nothing found: the ordinary penalty; an emergency alone: a heavier one."""
    effects = {one.effect for one in found}
    lenient = effects - {Effect.HEAVIER}
    if lenient:
        return min(lenient, key=SEVERITY.__getitem__)
    return Effect.HEAVIER if effects else Effect.ORDINARY


def questions(open_: Iterable[Ground]) -> tuple[str, ...]:
    """What to find out, each once: only where the answer can still make it milder."""
    asked = (finding.ask for one in open_ for finding in one.findings if finding.state == State.UNKNOWN)
    return tuple(dict.fromkeys(ask for ask in asked if ask))


def measures(rows: Iterable[Row], because: Sequence[Ground]) -> tuple[str, ...]:
    decided = {one.key for one in because}
    found = [measure for row in rows if row.code in decided for measure in row.measures]
    return tuple(dict.fromkeys([*found, *(["guardian"] if decided & set(GUARDED) else [])]))


def ceiling(rows: Iterable[Row], because: Sequence[Ground], party: str) -> int | None:
    """减轻: the amount below which the row keeps the fine; the lowest of several."""
    decided = {one.key for one in because}
    bounds = [row.person_below if party == "person" else row.organisation_below for row in rows if row.code in decided]
    return min((bound for bound in bounds if bound is not None), default=None)


EXPLAINED = {
    Effect.UNPROVEN: later("现有证据不能证明您有违法行为，依照{articles}，不予行政处罚。"),
    Effect.MUST_NOT: later("您的行为违反了{duty}，但{reasons}，依照{articles}，不予行政处罚。请改正并今后注意遵守。"),
    Effect.MAY_NOT: later(
        "您的行为违反了{duty}，但{reasons}，依照{articles}，可以不予行政处罚。请改正并今后注意遵守。"
    ),
    Effect.REDUCE: later("您的行为违反了{duty}，应当处罚；因{reasons}，依照{articles}，减轻处罚。"),
    Effect.MITIGATE: later("您的行为违反了{duty}，应当处罚；因{reasons}，依照{articles}，应当从轻或者减轻处罚。"),
    Effect.LIGHTER: later("您的行为违反了{duty}，应当处罚；因{reasons}，依照{articles}，从轻处罚。"),
    Effect.MAY_MITIGATE: later("您的行为违反了{duty}，应当处罚；因{reasons}，依照{articles}，可以从轻或者减轻处罚。"),
    Effect.ORDINARY: later("您的行为违反了{duty}，目前没有查到可以从宽的情形，依照{penalty}处罚。您有权陈述、申辩。"),
    Effect.HEAVIER: later("您的行为违反了{duty}，且{reasons}，依照{articles}，从重处罚。您有权陈述、申辩。"),
}


def explain(outcome: Effect, because: Sequence[Ground], provision: Provision | None) -> str:
    """One sentence for the party: which duty, what counts for him, which article, what follows."""
    return Sentence(
        EXPLAINED[outcome],
        duty=provision.duty if provision else "—",
        penalty=provision.penalty if provision else "—",
        reasons=joined(dict.fromkeys(finding.words for one in because for finding in one.findings)),
        articles=articles(because),
    )


def gravity(facts: Facts, law: Law) -> Gravity:
    """The grade of the published standard: by harm, one grade up for a repetition within the window or an emergency."""
    grade = {"none": 0, "slight": 0, "considerable": 1, "serious": 2}.get(facts.harm or "considerable", 1)
    repeated = any(counts(one, First(law.first_window), facts, law) for one in facts.earlier)
    raised = grade + (repeated or bool(facts.answers.get("emergency")))
    return GRAVITIES[min(raised, 2)]


def amount_due(standards: Iterable[Standard], facts: Facts, law: Law) -> int:
    """应罚额 in 分 by the standard in force on the day of the decision; without a published one there is none to compare with."""
    standing = [one for one in standards if one.in_force(facts.decided_on)]
    if not standing:
        raise Refused(
            "no_standard", "该违法行为没有公布的裁量基准，无法计算应罚金额。", article="行政处罚法 第三十四条"
        )
    return max(standing, key=lambda one: one.valid_from).amount(facts.party, gravity(facts, law))


def relieved(due: int, imposed: int) -> int:
    """减免金额: the amount that would have been due, less what was imposed; nothing else."""
    if not 0 <= imposed <= due:
        raise Refused("imposed_amount", "罚款金额应当在零和裁量基准的应罚金额之间。", article="行政处罚法 第三十四条")
    return due - imposed


def check_decision(found: Assessment, chosen: Effect, *, imposed: int, due: int, reason: str) -> None:
    """The officer decides: never more than the law commands; away from the recommendation only with a reason."""
    if found.binding and SEVERITY[chosen] > SEVERITY[found.binding]:
        met = [one for one in found.considered if one.state == State.MET and one.effect == found.binding]
        raise Refused(
            "law_forbids", "依法不应当作出更重的处理；认定不同的，请先更正事实并附证据。", article=articles(met)
        )
    if chosen != found.outcome and len(reason.strip()) < 4:
        raise Refused("no_reason", "与建议不同的，请写明理由（至少四个字）。", article="行政处罚法 第三十四条")
    if chosen in UNPUNISHED and imposed:
        raise Refused("unpunished_amount", "不予处罚的，罚款金额为零。", article="行政处罚法 第三十三条")
    if chosen == found.outcome and found.below is not None and imposed >= found.below:
        raise Refused("not_reduced", "减轻处罚的金额应当低于清单所列的数额。", article="行政处罚法 第三十二条")
    relieved(due, imposed)


def articles(found: Iterable[Ground]) -> str:
    return "、".join(dict.fromkeys(one.article for one in found))


def index(rows: Iterable[Row]) -> Lists:
    """The rows by the offence that they name."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.offence, []).append(row)
    return found
