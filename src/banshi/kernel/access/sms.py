"""The SMS port's implementations: a console for demonstrations, a plain HTTPS gateway for cities."""

import json
import logging
import os
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from banshi.kernel.identifiers import mask_phone

log = logging.getLogger(__name__)


class ConsoleSms:
    """演示: sends nothing; the page shows the text under the word 演示. Refused in production."""

    fake = True
    reveals = True

    def send(self, number: str, text: str) -> None:
        log.debug("SMS to %s (not sent: demonstration)", mask_phone(number))


class GatewaySms:
    """A city's SMS gateway: POST {number, text} as JSON to BANSHI_SMS_URL with a bearer token."""

    reveals = False

    def __init__(self) -> None:
        self.url, self.token = os.environ["BANSHI_SMS_URL"], os.environ["BANSHI_SMS_TOKEN"]
        if urlsplit(self.url).scheme != "https":
            raise ValueError("BANSHI_SMS_URL must be https")

    def send(self, number: str, text: str) -> None:
        body = json.dumps({"number": number, "text": text}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        with urlopen(Request(self.url, body, headers), timeout=5) as response:
            if response.status >= 300:
                raise OSError(f"the SMS gateway answered {response.status}")
