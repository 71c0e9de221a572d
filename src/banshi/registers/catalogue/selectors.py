"""What others ask of the catalogue."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, Length
from django.utils.translation import get_language

from banshi.kernel.clock import Limit
from banshi.kernel.packs.selectors import generation
from banshi.registers.catalogue import rules, searching
from banshi.registers.catalogue.models import CodeTable, ItemVersion, LifeEvent, Statute
from banshi.registers.catalogue.schema import ItemSpec, Material

CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")
SHORTEST_MISSPELLING = 4
ALIKE = 0.5


class NotInForce(LookupError):
    """No version of this item is in force on that day."""


def published(on: date) -> QuerySet[ItemVersion]:
    """The versions in force on a day, of items that are not retired by then."""
    return ItemVersion.objects.filter(
        Q(item__retired_on=None) | Q(item__retired_on__gt=on), superseded_at=None, valid__contains=on
    ).select_related("office")


def find(code: str, on: date) -> ItemVersion | None:
    """The version in force, or None. Remembered until packs are loaded: every application asks, few answers differ."""
    return _in_force(code, on, generation()) if CODE.fullmatch(code) else None  # nothing else is remembered


@lru_cache(maxsize=1024)
def _in_force(code: str, on: date, _generation: int) -> ItemVersion | None:
    return published(on).filter(item_id=code).first()


def by_key(key: int) -> ItemVersion:
    """The version that a matter was promised. Its content never changes, so each process reads it once."""
    return _by_key(key, generation())


@lru_cache(maxsize=1024)
def _by_key(key: int, _generation: int) -> ItemVersion:
    return ItemVersion.objects.select_related("office").get(pk=key)


def forget() -> None:
    """Ask the database next time. Tests undo what they loaded; a site only ever loads more."""
    for remembered in (_in_force, _by_key, _statutes, _tables):
        remembered.cache_clear()


def version(code: str, on: date) -> ItemVersion:
    """The version of an item that is promised to whoever applies on that day."""
    found = find(code, on)
    if found is None:
        raise NotInForce(f"{code} on {on}")
    return found


def versions(code: str) -> QuerySet[ItemVersion]:
    """All versions of an item, superseded ones included, the newest first."""
    return ItemVersion.objects.filter(item_id=code).select_related("office").order_by("-valid", "-revision")


def search(
    query: str = "",
    *,
    on: date,
    life_event: str = "",
    office: str = "",
    audience: str = "",
    applicant: str = "",
    level: str = "",
    window_kind: str = "",
    item_type: str = "",
    only_online: bool = False,
) -> QuerySet[ItemVersion]:
    """办事搜索: by characters, pinyin (jiashizheng), initials (jsz) or English, best first; filters narrow further.

    A question that matches nothing as a whole is tried by its pairs of characters, or for misspelt letters.
    """
    found = published(on)
    exact = {"office": office, "level": level, "window_kind": window_kind, "item_type": item_type}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if life_event:
        found = found.filter(life_events__contains=[life_event])
    if audience:
        found = found.filter(audience__contains=[audience])
    if applicant:
        found = found.filter(applicant__in=[applicant, "both"])
    if only_online:
        found = found.filter(channels__overlap=sorted(rules.ONLINE))
    return _ranked(found, searching.terms(query))


def _ranked(found: QuerySet[ItemVersion], terms: list[str]) -> QuerySet[ItemVersion]:
    if not terms:
        return found.annotate(rank=Value(0)).order_by("name", "item_id")
    hits = found
    for term in terms:
        hits = hits.filter(_anywhere(term))
    if not hits.exists():
        return _by_pairs(found, searching.pairs(terms)) if searching.pairs(terms) else _misspelt(found, " ".join(terms))
    return hits.annotate(rank=_rank("".join(terms))).order_by("rank", Length("name"), "name", "item_id")


def _anywhere(term: str) -> Q:
    matches = Q(haystack__contains=term) | Q(office__name__contains=term) | Q(item_id=term)
    if term.isascii():
        matches |= Q(pinyin__contains=term) | Q(initials__contains=term)
    return matches


def _rank(text: str) -> Case:
    """The name itself, its beginning, its inside; a keyword; in pinyin or initials a word, a word's end, its beginning.

    The end of a Chinese word carries the thing: 机动车驾驶证 ends with jsz, 教师资格证书 only begins with it.
    """
    return Case(
        When(Q(name__iexact=text) | Q(item_id=text), then=0),
        When(Q(name__istartswith=text) | Q(name_en__istartswith=text), then=1),
        When(name__icontains=text, then=2),
        When(haystack__contains=f"\n{text}", then=3),
        When(Q(initials__contains=f" {text} ") | Q(pinyin__contains=f" {text} "), then=4),
        When(Q(initials__contains=f"{text} ") | Q(pinyin__contains=f"{text} "), then=5),
        When(Q(initials__contains=f" {text}") | Q(pinyin__contains=f" {text}"), then=6),
        When(Q(initials__contains=text) | Q(pinyin__contains=text), then=7),
        default=8,
        output_field=IntegerField(),
    )


def _by_pairs(found: QuerySet[ItemVersion], pairs: list[str]) -> QuerySet[ItemVersion]:
    score = sum(
        (Case(When(haystack__contains=pair, then=1), default=0, output_field=IntegerField()) for pair in pairs),
        start=Value(0),
    )
    enough = max(1, len(pairs) // 3)
    return (
        found.annotate(hits=score)
        .filter(hits__gte=enough)
        .annotate(rank=-F("hits"))
        .order_by("rank", Length("name"), "name", "item_id")
    )


def _misspelt(found: QuerySet[ItemVersion], text: str) -> QuerySet[ItemVersion]:
    """pasport, jiashizhen huan: what shares most of its groups of three letters with the question."""
    if not text.isascii() or len(text) < SHORTEST_MISSPELLING:
        return found.none()
    likeness = Greatest(TrigramWordSimilarity(text, "haystack"), TrigramWordSimilarity(text, "pinyin"))
    near = found.annotate(likeness=likeness).filter(likeness__gte=ALIKE)
    return near.annotate(rank=Value(9)).order_by("-likeness", Length("name"), "name", "item_id")


def materials_for(spec: ItemSpec, answers: Mapping[str, str]) -> tuple[Material, ...]:
    """The materials asked for, given the answers to the situations (情形)."""
    return rules.materials_for(spec, answers)


def life_events(applicant: str = "") -> QuerySet[LifeEvent]:
    """The doors of the portal: all, or those of a person or an organisation."""
    found = LifeEvent.objects.filter(retired_on=None)
    return found.filter(audience__in=[applicant, "both"]) if applicant else found


def life_event(code: str) -> LifeEvent | None:
    return LifeEvent.objects.filter(pk=code).first()


def statute(code: str) -> Statute:
    """The limit with its name, its basis and all its values."""
    return Statute.objects.get(pk=code)


def statutory(code: str, on: date) -> Limit | None:
    """A limit of the law as it stood on a day."""
    text = rules.dated(_statutes(generation()).get(code, {}), on)
    return Limit.parse(text) if text else None


def law_limit(spec: ItemSpec, code: str, on: date) -> Limit | None:
    """A limit of the procedure (notice, decision, extension, delivery …): the item's own law first, then the general."""
    own = getattr(spec.law_limits, code, None)
    return Limit.parse(own) if own else statutory(code, on)


@lru_cache(maxsize=1)
def _statutes(_generation: int) -> dict[str, dict[str, str]]:
    return dict(Statute.objects.values_list("code", "values"))


@lru_cache(maxsize=1)
def _tables(_generation: int) -> dict[str, dict[str, dict[str, str]]]:
    return dict(CodeTable.objects.values_list("code", "codes"))


def label(table: str, code: str) -> str:
    """The label of a code in the reader's language; the code itself where there is none."""
    entry = _tables(generation()).get(table, {}).get(code)
    if entry is None:
        return code
    return entry["name_en"] if (get_language() or "").startswith("en") else entry["name"]


def codes(table: str) -> list[tuple[str, str]]:
    """(code, label) of a table, in its order: for choices."""
    return [(code, label(table, code)) for code in _tables(generation()).get(table, {})]
