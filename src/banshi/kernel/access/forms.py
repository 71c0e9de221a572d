"""Forms of account administration."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.models import Role


class OpenAccount(forms.Form):
    username = forms.CharField(label=_("账号名"), max_length=41, help_text=_("小写字母开头，如 li.ming。"))
    name = forms.CharField(label=_("姓名"), max_length=100)
    password = forms.CharField(
        label=_("初始密码"),
        validators=[validate_password],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("新密码"),
        validators=[validate_password],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class RoleField(forms.ModelChoiceField):
    def label_from_instance(self, role: Role) -> str:  # type: ignore[override]
        return role.name_en if (get_language() or "").startswith("en") and role.name_en else role.name


class GiveGrant(forms.Form):
    role = RoleField(label=_("角色"), queryset=Role.objects.filter(retired_on=None).order_by("code"))
    office_path = forms.CharField(label=_("机构范围"), max_length=200, help_text=_("机构路径，如 /2111/pj-gaj/。"))
    post = forms.CharField(label=_("岗位"), max_length=60, required=False)
    first = forms.DateField(label=_("起始日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("终止日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class LockAccount(forms.Form):
    verb = forms.ChoiceField(
        label=_("操作"),
        choices=[("lock", _("锁定账号")), ("unlock", _("解除锁定")), ("reset", _("重置双因素验证"))],
    )
    reason = forms.CharField(label=_("理由"), max_length=200)
