"""Identifiers 证号: check, mask and compare the numbers people and companies are known by. Pure: no Django.

Every `check_…` takes what a person typed and returns the number in its standard form, or raises IdentifierError with a
message in Chinese that says what is wrong. Region codes are never held against today's list: old codes live on.
"""

from banshi.kernel.identifiers.codes import (
    ProjectCode,
    PropertyUnit,
    check_credit_code,
    check_org_code,
    check_project_code,
    check_property_unit,
)
from banshi.kernel.identifiers.errors import IdentifierError
from banshi.kernel.identifiers.masks import mask_id, mask_name, mask_phone
from banshi.kernel.identifiers.people import CitizenId, check_citizen_id

__all__ = [
    "CitizenId",
    "IdentifierError",
    "ProjectCode",
    "PropertyUnit",
    "check_citizen_id",
    "check_credit_code",
    "check_org_code",
    "check_project_code",
    "check_property_unit",
    "mask_id",
    "mask_name",
    "mask_phone",
]
