"""Invented things for the style guide, so that every component can be looked at in every theme."""

from datetime import date, timedelta
from typing import Any

from django import forms

from banshi.ui.forms import DateInput

START = date(2026, 2, 12)


class SampleForm(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证件一致。", max_length=40)
    phone = forms.RegexField(r"^1\d{10}$", label="手机号码", error_messages={"invalid": "请填写11位手机号码。"})
    on = forms.DateField(label="预约日期", widget=DateInput, required=False)
    district = forms.ChoiceField(label="所在区县", choices=[("", "请选择"), ("1", "双台子区"), ("2", "兴隆台区")])
    way = forms.ChoiceField(label="取件方式", widget=forms.RadioSelect, choices=[("1", "窗口领取"), ("2", "邮寄")])
    agree = forms.BooleanField(label="我已阅读并同意告知承诺书")
    note = forms.CharField(label="备注", widget=forms.Textarea(attrs={"rows": 3}), required=False)


def samples() -> dict[str, Any]:
    return {
        "clock_rows": [
            {
                "date": START + timedelta(days=n),
                "counted": n not in {0, 3, 4, 5, 6},
                "why": "春节" if n > 2 else "工作日",
                "n": n,
            }
            for n in range(8)
        ],
        "steps": [
            {"name": "受理", "state": "done"},
            {"name": "审查", "state": "current"},
            {"name": "决定"},
            {"name": "送达"},
        ],
        "definitions": [("受理部门", "盘锦市公安局（示例）"), ("承诺时限", "5个工作日"), ("收费", "不收费")],
        "files": [{"name": "身份证.pdf", "size": 120_331, "url": "/ui/"}],
        "events": [
            {"title": "提交申请", "at": START, "by": "王芳", "text": "网上提交"},
            {"title": "已受理", "at": START + timedelta(days=1), "by": "窗口 李明", "text": "", "state": "current"},
        ],
        "chart": {
            "id": "sample",
            "title": "四级评价覆盖",
            "kind": "bar",
            "columns": ["级别", "单位数", "已覆盖"],
            "rows": [["市", 40, 40], ["县区", 120, 118], ["镇街", 50, 50], ["村社区", 544, 544]],
        },
    }
