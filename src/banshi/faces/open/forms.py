"""The one form of openness: a proof, pasted or uploaded, and the root that the reader kept."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 200_000  # bytes; a proof of a day with a million lines has two thousand


class ProofForm(forms.Form):
    file = forms.FileField(
        label=_("证明文件"), required=False, help_text=_("在办件进度页下载的 proof.json"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("或者粘贴证明内容"), required=False, max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "off"}),
    )  # fmt: skip
    root = forms.CharField(
        label=_("您自己保存的封存根或指纹"), required=False, max_length=200,
        help_text=_("64 位字母数字，封存根或者封存的指纹都行。自己抄下来的、报纸上登的、朋友手里的都可以；不填则只与本站公布的封存比对"),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The proof as it was given; it may say anything, the check will tell."""
        given = self.cleaned_data
        upload = given.get("file")
        if upload and upload.size > LARGEST:
            raise forms.ValidationError(_("文件太大，不是一份存证证明。"))
        text = upload.read().decode("utf-8", errors="replace") if upload else given.get("text", "")
        if not text.strip():
            raise forms.ValidationError(_("请上传证明文件，或者把它的内容粘贴在框里。"))
        try:
            given["proof"] = json.loads(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("这不是一份存证证明：内容不完整，或者不是 JSON 格式。")) from None
        return given
