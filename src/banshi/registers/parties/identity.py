"""The identity port's fake. A real city plugs in the police's name-and-number check and the business register."""


class FakeIdentity:
    """演示: believes every name, except the one that tests use for a stranger's number. Refused in production."""

    fake = True

    def matches(self, *, name: str, id_number: str, phone: str) -> bool:
        return name != "冒名者"

    def represents(self, *, id_number: str, credit_code: str, organisation: str) -> str:
        return "" if organisation.startswith("他人") else "legal"
