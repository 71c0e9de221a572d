"""Strange ways to write days, amounts, names, codes and telephones: what an engine may read differently from another."""

import random

_SEEDS = [
    "2021-03-04", "20210304", "2021年3月4日", "2021/13/04", "２０２１－０３－０４", "0000-01-01", "2021-02-30", "-021-03-04", " 021-03-04",
    "2021-03-4T", "2021-03-4 ", "2021-3-4", "9999-12-31", "500.00", "1,000", "1e3", "1_000", ".5", "5.", "+5", "-5", " 5 ", "5 00", "٣",
    "99999999999999999999999", "99999999999999999999", "1.005", "-1.005", "0.004999", "１００", "1000000000000.01",
    "盘锦蒲河水产有限公司", "盘锦市大洼区蒲河水产（集团）有限责任公司", "（盘锦）公司\n", "ＡＢＣ公司", "straße ǆ ﬁ é", "abc-Def·公司", "𠮷野家🤦公司",
    "有限公司", "盘锦市", "", "　盘锦　", " a ", "\t", "\n", "'\"\\", "a|b", "NULL",
    "91211191MA00001009", "91211191ma00001009", "21119119800101001X", "211191800101001", "9121 1191-MA00001009", "９１２１１１９１ＭＡ００００１００９",
    "211191198001010018", "0" * 15, "1" * 15, "1" * 18,
    "0427-1000017", "+86 15400000025", "008615400000025", "8615400000025", "15400000025", "电话:0427１",
    "盘锦市大洼区芦荡街１号", "辽宁省盘锦市", "辽宁省盘锦双台子区x",
]  # fmt: skip
_SIGNS = "0123456789- ./,年月日盘锦市公司ＡＢ１２（）()aXß𠮷🤦　\t\n\\'\"·"


def spellings(number: int, seed: int = 5) -> list[str]:
    """The seeds, and up to `number` of them with one to three signs put in, replaced or left out."""
    chance = random.Random(seed)
    found = set(_SEEDS)
    for _ in range(number):
        signs = list(chance.choice(_SEEDS))
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(signs) + 1)
            signs[at : at + chance.randrange(2)] = chance.choice(["", chance.choice(_SIGNS)])
        found.add("".join(signs))
    return sorted(found)
