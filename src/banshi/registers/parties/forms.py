"""Forms of residents' log-in and profile. Numbers are checked by the services; here stand labels and lengths."""

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.registers.parties.models import SCOPES


class Mobile(forms.Form):
    phone = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel-national"}),
    )


class Code(forms.Form):
    code = forms.CharField(
        label=_("短信验证码"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class Who(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=50, help_text=_("与身份证件一致。"))
    citizen_id = forms.CharField(
        label=_("身份证号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    agree = forms.BooleanField(label=_("我已阅读个人信息处理告知，同意为办理政务服务核验我的身份。"))


class Name(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=50)


class Organisation(forms.Form):
    name = forms.CharField(label=_("单位名称"), max_length=200)
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=40)


class OfferAgency(forms.Form):
    principal = forms.ChoiceField(label=_("被代理人"))
    agent_name = forms.CharField(label=_("代理人姓名"), max_length=50)
    agent_phone = forms.CharField(label=_("代理人手机号码"), max_length=20)
    scope = forms.ChoiceField(label=_("代理范围"), choices=SCOPES)
    until = forms.DateField(label=_("代理截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
