"""How regions and offices are named and where they stand in the tree. Pure."""

from collections.abc import Mapping

LEVELS = {"city": 1, "county": 2, "town": 3, "village": 4}
REGION_LEVEL_OF_OFFICE = {"3": (1,), "4": (2, 3), "5": (3,), "6": (4,)}
"""GB/T 39046 A.2 level of an office -> levels of the regions it may serve (a development zone is a town in the code)."""


def display_name(name: str) -> str:
    """The statistical names carry 村委会 and 居委会; people say 村 and 社区."""
    if name.endswith("社区居委会"):
        return name.removesuffix("居委会")
    if name.endswith("居委会"):
        return name.removesuffix("居委会") + "社区"
    return name.removesuffix("委会")


def region_path(code: str) -> str:
    """/2111/211103/211103007/211103007001/ : the codes nest, so the path is their prefixes."""
    return "/" + "".join(f"{code[:size]}/" for size in (4, 6, 9, 12) if size <= len(code))


def office_paths(offices: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Office code -> path, from code -> (region, parent). A right over a path reaches everything below it.

    The region's path, then the offices from the top down: /2111/pj-gaj/pj-gaj-jjzd/. A town's or a village's centre
    (t-…, v-…) stands at the region's own path: it serves all that lies in it.
    """
    paths: dict[str, str] = {}

    def path(code: str) -> str:
        if code not in paths:
            region, parent = offices[code]
            if code in (f"t-{region}", f"v-{region}"):
                paths[code] = region_path(region)
            else:
                paths[code] = (path(parent) if parent else region_path(region)) + f"{code}/"
        return paths[code]

    for code in offices:
        path(code)
    return paths


def circular(offices: Mapping[str, tuple[str, str]]) -> set[str]:
    """The offices that are, in the end, their own parent."""
    caught = set()
    for code in offices:
        seen, here = set(), code
        while here in offices and here not in seen:
            seen.add(here)
            here = offices[here][1]
        if here in seen:
            caught.add(code)
    return caught
