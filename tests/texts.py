"""What a reader of a page is told: its texts, and the attributes that are read out or shown."""

from html.parser import HTMLParser

from banshi.site.messages import CHINESE

ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "content")
UNCLOSED = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}


class Texts(HTMLParser):
    """What an English reader of a page is told, without what says of itself that it is Chinese."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(page)

    @property
    def passed(self) -> bool:
        return any(chinese or tag in {"script", "style"} for tag, chinese in self.open)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        chinese = given.get("lang", "").startswith("zh")
        if not (self.passed or chinese):
            self.found += [given[name] for name in ATTRIBUTES if given.get(name)]
        if tag not in UNCLOSED:
            self.open.append((tag, chinese))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if not self.passed:
            self.found.append(text)


def unmarked(page: str) -> list[str]:
    """What the body of an English page says in Chinese without saying that it is Chinese."""
    body = page.partition("<main")[2].partition("</main>")[0]
    return [text.strip() for text in Texts(f"<main{body}").found if CHINESE.search(text)]
