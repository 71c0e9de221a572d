"""八类综合窗口: the eight kinds of integrated windows, as the portal names and draws them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class WindowKind:
    code: str
    name: str | Promise
    covers: str | Promise
    icon: str


WINDOW_KINDS = (
    WindowKind("civil", _("民生服务"), _("户籍、民政、残联"), "person-vcard"),
    WindowKind("business", _("商事登记"), _("开办企业、变更、注销"), "shop"),
    WindowKind("construction", _("工程建设"), _("立项、用地、施工、验收"), "cone-striped"),
    WindowKind("property", _("不动产登记"), _("买卖、抵押、继承"), "house-door"),
    WindowKind("insurance", _("社保医保"), _("参保、待遇、报销"), "shield-check"),
    WindowKind("traffic", _("车驾管与出入境"), _("驾驶证、行驶证、护照"), "car-front"),
    WindowKind("tax_utilities", _("税费与水电气热"), _("缴税、开户、过户"), "lightning-charge"),
    WindowKind("general", _("综合服务"), _("农林、水利、交通、教育"), "grid"),
)
NAMES = {kind.code: kind.name for kind in WINDOW_KINDS}
