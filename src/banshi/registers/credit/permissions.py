"""What staff may do with credit information. Companies and people need no permission for what is about themselves."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "credit.read"  # open a company's file; look at deliveries and figures
    READ_PEOPLE = "credit.read_people"  # open a person's file, for a purpose that is written down
    DELIVER = "credit.deliver"  # hand in what one's own unit knows, and mend what was put into quarantine
    HANDLE = "credit.handle"  # accept and check repairs and objections; propose entries of a list
    ANSWER = "credit.answer"  # say what one's office did about a joint measure that it met
    DECIDE = "credit.decide"  # agree to a repair or refuse it; decide on entries of a list
