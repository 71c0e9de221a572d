"""What a service item must satisfy beyond its schema, and which materials a person needs. Pure.

The ten rules are those of a city's own quality checker; 2 is 优化营商环境条例 第三十六条, 9 行政许可法 第三十条.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from banshi.registers.catalogue.schema import ItemFile, ItemSpec, LimitText, Material

ON_APPLICATION = {"01", "05", "07", "08", "09", "10", "20"}
"""依申请 item types of GB/T 39046 A.1; the others (处罚 强制 征收 检查) the office does of its own motion (依职权)."""
ON_THE_SPOT = "1"  # A.6 即办件
PERSON = "1"  # A.4 自然人
LICENCE = "01"  # A.1 行政许可
ONLINE = {"2", "3"}  # A.5
COURIER = "4"
NONE = "无"
FOREVER = date.max


@dataclass(frozen=True)
class Problem:
    """What is wrong in a version, and in which field."""

    path: tuple[str | int, ...]
    message: str


def problems(spec: ItemSpec) -> Iterator[Problem]:
    """Everything that is wrong with one version, taken by itself."""
    for rule in TEN_RULES:
        yield from rule(spec)
    yield from _codes_once(spec)
    yield from _conditions_name_answers(spec)
    yield from _odd_ends(spec)


def _on_the_spot_means_at_once(spec: ItemSpec) -> Iterator[Problem]:
    if (spec.promised_limit == "0") != (spec.case_type == ON_THE_SPOT):
        yield Problem(("case_type",), "rule 1: 即办件 (case_type 1) and promised_limit 0 go together, or neither")


def _promise_within_law(spec: ItemSpec) -> Iterator[Problem]:
    if spec.statutory_limit and ordinary_hours(spec.promised_limit) > ordinary_hours(spec.statutory_limit):
        message = (
            f"rule 2: promises {spec.promised_limit}, the law allows {spec.statutory_limit}; a city may only shorten"
        )
        yield Problem(("promised_limit",), message)


def _visits_have_a_reason(spec: ItemSpec) -> Iterator[Problem]:
    if (spec.visits == 0) != (spec.visits_reason == NONE):
        yield Problem(("visits_reason",), "rule 3: visits need a reason; without visits it reads 无")


def _no_visit_needs_a_way(spec: ItemSpec) -> Iterator[Problem]:
    if spec.visits == 0 and not ONLINE & set(spec.channels) and COURIER not in spec.channels:
        yield Problem(("channels",), "rule 4: no visit and not online: then the courier (4) must be among the channels")


def _wholly_online_means_no_visit(spec: ItemSpec) -> Iterator[Problem]:
    if spec.online_depth == "IV" and spec.visits:
        yield Problem(("visits",), "rule 5: 全程网办 (online_depth IV) means 0 visits")


def _fees_are_complete(spec: ItemSpec) -> Iterator[Problem]:
    fee = spec.fee
    if fee.charged and not (fee.basis and fee.items):
        yield Problem(("fee",), "rule 6: a fee needs its basis and its items with amounts")
    if not fee.charged and (fee.online_payment or fee.items):
        yield Problem(("fee",), "rule 6: nothing is charged, so there are no fee items and no online payment")


def _complaints_go_elsewhere(spec: ItemSpec) -> Iterator[Problem]:
    if spec.phone == spec.complaint_phone:
        yield Problem(("complaint_phone",), "rule 7: the number for complaints is not the number for questions")


def _audience_fits_applicant(spec: ItemSpec) -> Iterator[Problem]:
    persons, bodies = PERSON in spec.audience, bool(set(spec.audience) - {PERSON})
    expected = {(True, False): "person", (False, True): "organisation", (True, True): "both"}[persons, bodies]
    if spec.applicant != expected:
        yield Problem(("applicant",), f"rule 8: the audience {', '.join(spec.audience)} means {expected}")


LICENCE_STEPS = (("受理",), ("审核", "审查"), ("审批", "决定"), ("办结",), ("送达",))


def _licences_show_their_steps(spec: ItemSpec) -> Iterator[Problem]:
    if spec.item_type != LICENCE:
        return
    for names in LICENCE_STEPS:
        if not any(name in step for name in names for step in spec.steps):
            yield Problem(("steps",), f"rule 9: a licence has the step {'/'.join(names)}")
    if not spec.faq:
        yield Problem(("faq",), "rule 9: a licence answers at least one frequent question")


RESULT_KINDS = (("批复", "批复"), ("证明", "证明"), ("证", "证"), ("文", "文"))


def _result_is_what_it_is_called(spec: ItemSpec) -> Iterator[Problem]:
    result = spec.result
    named = next((kind for ending, kind in RESULT_KINDS if result.name.endswith(ending)), None)
    if named and result.kind != named:
        yield Problem(("result", "kind"), f"rule 10: “{result.name}” is a {named}")
    if named and not result.sample:
        yield Problem(("result", "sample"), "rule 10: a named result shows a sample")


TEN_RULES = (
    _on_the_spot_means_at_once,
    _promise_within_law,
    _visits_have_a_reason,
    _no_visit_needs_a_way,
    _wholly_online_means_no_visit,
    _fees_are_complete,
    _complaints_go_elsewhere,
    _audience_fits_applicant,
    _licences_show_their_steps,
    _result_is_what_it_is_called,
)


def _codes_once(spec: ItemSpec) -> Iterator[Problem]:
    lists: dict[str, Sequence[str]] = {
        "materials": [one.code for one in spec.materials],
        "fields": [one.code for one in spec.fields],
        "situations": [one.code for one in spec.situations],
        "special_procedures": [one.code for one in spec.special_procedures],
    }
    for name, codes in lists.items():
        for index, code in enumerate(codes):
            if code in codes[:index]:
                yield Problem((name, index, "code"), f"“{code}” is used twice")


def _conditions_name_answers(spec: ItemSpec) -> Iterator[Problem]:
    answers = {one.code: {option.code for option in one.options} for one in spec.situations}
    for index, material in enumerate(spec.materials):
        for situation, wanted in material.when.items():
            if situation not in answers:
                yield Problem(("materials", index, "when", situation), f"there is no situation “{situation}”")
            elif unknown := set(wanted) - answers[situation]:
                message = f"“{situation}” has no answer {', '.join(sorted(unknown))}"
                yield Problem(("materials", index, "when", situation), message)


def _odd_ends(spec: ItemSpec) -> Iterator[Problem]:
    if spec.valid_to and spec.valid_to < spec.valid_from:
        yield Problem(("to",), "ends before it begins")
    if spec.silence_means_consent and spec.item_type != LICENCE:
        yield Problem(("silence_means_consent",), "only a licence is renewed by silence (行政许可法 第五十条)")
    if not isinstance(spec.synthetic, bool):
        for name in spec.synthetic:
            if name.split(".")[0] not in {*ItemSpec.model_fields, "base_code"}:
                yield Problem(("synthetic",), f"there is no field “{name}”")
    for index, material in enumerate(spec.materials):
        if material.deferrable and not material.required:
            yield Problem(("materials", index, "deferrable"), "what is not required cannot be lacking (容缺)")


def overlaps(item: ItemFile) -> Iterator[Problem]:
    """Two versions of one item may not be in force on the same day."""
    ordered = sorted(enumerate(item.versions), key=lambda one: one[1].valid_from)
    for (_, earlier), (index, later) in zip(ordered, ordered[1:], strict=False):
        if later.valid_from <= (earlier.valid_to or FOREVER):
            message = f"begins while the version of {earlier.valid_from} is still in force"
            yield Problem(("versions", index, "from"), message)


def half_open(spec: ItemSpec) -> tuple[date, date | None]:
    """The version's days as the database holds them: the last day excluded."""
    return spec.valid_from, spec.valid_to + timedelta(days=1) if spec.valid_to else None


_HOURS = {"h": 1, "d": 24, "mo": 30 * 24}


def ordinary_hours(limit: LimitText) -> int:
    """A length for comparing limits of different units: an ordinary week has five working days, a month thirty days.

    Deadlines are never computed with this; the clock counts real days.
    """
    found = re.fullmatch(r"(\d+)([a-z]*)", limit)
    assert found, limit
    number, unit = int(found[1]), found[2]
    if unit == "wd":
        return (number // 5 * 7 + number % 5) * 24
    return number * _HOURS.get(unit, 0)


def materials_for(spec: ItemSpec, answers: Mapping[str, str]) -> tuple[Material, ...]:
    """The materials that this applicant is asked for: those without a condition and those whose conditions all hold.

    An unanswered question leaves its materials in: better one line too many on a list than one more trip to the hall.
    """

    def wanted(material: Material) -> bool:
        return all(answers.get(situation, allowed[0]) in allowed for situation, allowed in material.when.items())

    return tuple(material for material in spec.materials if wanted(material))


def dated(values: Mapping[str, str], on: date) -> str | None:
    """The value in force on a day, from {ISO date from which: value}."""
    past: Iterable[str] = (day for day in values if date.fromisoformat(day) <= on)
    latest = max(past, default=None)
    return values[latest] if latest else None
