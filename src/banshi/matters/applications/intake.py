"""Intake 收件: checks what was handed in against the item's own list. Knows the pack's schema, no table.

What the government already has is not asked again (国务院令第716号 第七条): a shared material is met by itself.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from banshi.kernel.identifiers import IdentifierError, check_citizen_id, check_credit_code
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.registers.catalogue.schema import FormField, ItemSpec, Material
from banshi.registers.catalogue.selectors import materials_for

PAPER, PROMISED = "paper", "promised"
MOBILE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
LONGEST = 500


class Invalid(Refused):
    """What was handed in cannot be taken as it is. `errors` says which field and what to do."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("invalid", later("有内容需要更正，请按提示修改后再提交。您填写的内容没有丢失。"))
        self.errors = dict(errors)


def clean(spec: ItemSpec, answers: Mapping[str, str], form: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Answers and form as they are kept. Raises Invalid naming every fault at once."""
    errors: dict[str, str] = {}
    for unknown in {*answers} - {s.code for s in spec.situations} | {*form} - {f.code for f in spec.fields}:
        errors[unknown[:60]] = later("没有这一项。")
    for situation in spec.situations:
        chosen = next((option for option in situation.options if option.code == answers.get(situation.code)), None)
        if chosen is None:
            errors[situation.code] = later("请选择一项。")
        elif chosen.go_to:
            errors[situation.code] = Sentence("这种情形不能在本事项办理，请改办事项 {item}。", item=chosen.go_to)
    cleaned: dict[str, Any] = {}
    for field in spec.fields:
        try:
            cleaned[field.code] = value_of(field, form.get(field.code))
        except (ValueError, IdentifierError) as fault:
            errors[field.code] = fault.args[0]
    if errors:
        raise Invalid(errors)
    return {s.code: answers[s.code] for s in spec.situations}, cleaned


def elsewhere(spec: ItemSpec, answers: Mapping[str, str]) -> str:
    """The item that these answers lead to instead of this one; "" when this is the right one."""
    chosen = (option for s in spec.situations for option in s.options if option.code == answers.get(s.code))
    return next((option.go_to for option in chosen if option.go_to), "")


def clean_draft(
    spec: ItemSpec, answers: Mapping[str, str], form: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, Any]]:
    """A draft keeps what it can: known fields, as text, cut to a sane length."""
    known = {s.code: answers[s.code][:LONGEST] for s in spec.situations if isinstance(answers.get(s.code), str)}
    fields = {f.code: str(form[f.code])[:LONGEST].replace("\x00", "") for f in spec.fields if form.get(f.code)}
    return known, fields


def check_materials(
    spec: ItemSpec, answers: Mapping[str, str], handed: Mapping[str, str], *, paper_allowed: bool
) -> None:
    """Every required material is met in a way its origin allows. Raises Invalid naming every one that is not."""
    errors: dict[str, str] = {}
    wanted = {m.code: m for m in materials_for(spec, answers)}
    for code in handed:
        if code not in wanted:
            errors[code[:60]] = later("该情形不需要这份材料。")
    for code, material in wanted.items():
        given = handed.get(code, "")
        if fault := _way_is_wrong(material, given, paper_allowed):
            errors[code] = fault
        elif not given and material.required and material.origin != "shared":
            errors[code] = later("请阅读并作出承诺。") if material.origin == "promise" else later("请提交这份材料。")
    if errors:
        raise Invalid(errors)


def _way_is_wrong(material: Material, given: str, paper_allowed: bool) -> str:
    if given == PAPER and not paper_allowed:
        return later("纸质材料只能在窗口收取。")
    return later("该材料不适用告知承诺。") if given == PROMISED and material.origin != "promise" else ""


def supplements(
    spec: ItemSpec, answers: Mapping[str, str], handed: Mapping[str, str], *, paper_allowed: bool
) -> list[dict[str, Any]]:
    """What is handed in after the notice: at least one of the materials asked for. Raises Invalid."""
    wanted = {m.code: m for m in materials_for(spec, answers)}
    errors = {code[:60]: later("该情形不需要这份材料。") for code in handed if code not in wanted}
    errors |= {
        code: fault for code in wanted if (fault := _way_is_wrong(wanted[code], handed.get(code, ""), paper_allowed))
    }
    if errors:
        raise Invalid(errors)
    rows = [row for row in material_rows(spec, answers, handed) if handed.get(row["code"])]
    if not rows:
        raise Refused("nothing_supplied", "请至少补交一份材料。", article="行政许可法 第三十二条第五项")
    return rows


def material_rows(spec: ItemSpec, answers: Mapping[str, str], handed: Mapping[str, str]) -> list[dict[str, Any]]:
    """How each called-for material is met: one row each, ready to be written."""
    return [
        {"code": m.code, "name": m.name, "way": way, "file_id": handed[m.code] if way == "uploaded" else None}
        for m in materials_for(spec, answers)
        for way in [_way(m, handed.get(m.code, ""))]
    ]


def _way(material: Material, given: str) -> str:
    if material.origin == "shared" and not given:
        return "shared"
    return {"": "missing", PAPER: "paper", PROMISED: "promised"}.get(given, "uploaded")


def value_of(field: FormField, raw: Any) -> Any:
    """One field's value as it is kept, or ValueError with a sentence that says what to do."""
    text = raw if isinstance(raw, bool) else str(raw if raw is not None else "").strip()
    if text == "" or text is False:
        if field.required:
            raise ValueError("请填写这一项。" if field.type != "boolean" else "请确认这一项。")
        return False if field.type == "boolean" else ""
    if isinstance(text, str):
        if "\x00" in text:
            raise ValueError("含有无法保存的字符。")
        if len(text) > (field.max or LONGEST):
            raise ValueError(Sentence("不能超过{n}个字。", n=field.max or LONGEST))
    return KINDS.get(field.type, _text)(field, str(text))


def _text(field: FormField, text: str) -> str:
    return text


def _number(field: FormField, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("请填写数字。") from None
    if not number.is_finite() or abs(number) >= 10**15:
        raise ValueError("请填写合理的数字。")
    return format(number, "f")


def _date(field: FormField, text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("请按 2022-03-05 的格式填写真实存在的日期。") from None
    if not 1900 <= day.year <= 2100:
        raise ValueError("日期应在1900年至2100年之间。")
    return day.isoformat()


def _choice(field: FormField, text: str) -> str:
    if text not in {choice.code for choice in field.choices}:
        raise ValueError("请选择一项。")
    return text


def _phone(field: FormField, text: str) -> str:
    if not MOBILE.fullmatch(text):
        raise ValueError("请填写11位手机号，或带区号的固定电话。")
    return text


def _boolean(field: FormField, text: str) -> bool:
    return text.lower() in ("true", "on", "1", "yes")


def _citizen_id(field: FormField, text: str) -> str:
    check_citizen_id(text)
    return text.upper()


def _credit_code(field: FormField, text: str) -> str:
    check_credit_code(text)
    return text.upper()


KINDS: Mapping[str, Callable[[FormField, str], Any]] = {
    "number": _number,
    "date": _date,
    "choice": _choice,
    "phone": _phone,
    "boolean": _boolean,
    "citizen_id": _citizen_id,
    "credit_code": _credit_code,
}
