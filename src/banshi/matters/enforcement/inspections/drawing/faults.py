"""Faults 差错: what is wrong with a file somebody hands in, and which rule of the protocol a published draw breaks."""


class InputError(Exception):
    """A file cannot be used as it is; `line` counts from 1 and is missing where the whole file is meant."""

    def __init__(self, file: str, why: str, line: int | None = None) -> None:
        super().__init__(f"{file}:{line}: {why}" if line else f"{file}: {why}")
        self.file, self.why, self.line = file, why, line


class Broken(Exception):
    """A published draw breaks `rule`, one of `RULES`."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule, self.detail = rule, detail


RULES = {  # in the order in which they are checked; a verdict names the first that is broken
    "files": "every file is there and can be read",
    "protocol": "the commitment is of banshi-draw/1",
    "commit": "the reveal is of this very commitment",
    "pool-count": "no object was added or left out",
    "pool-root": "no object was changed",
    "officers-count": "no officer was added or left out",
    "officers-root": "no officer's certificates, department, districts or rank was changed",
    "recusals-count": "no recusal was added or left out",
    "recusals-root": "no recusal was changed",
    "loads-count": "each officer has an opening load",
    "loads-root": "no opening load was changed",
    "sequence": "the number is 1 and nothing precedes, or it is larger and something does",
    "policy": "the policy is complete and unambiguous",
    "chain": "the beacon is a pinned one",
    "round-rule": "the round is the first at or after the announced moment",
    "published": "the commitment stood the margin before the round",
    "timestamp": "the time stamp is genuine, of this commitment, and the margin before the round; a demanded one is there",
    "round": "the revealed round is the committed one",
    "randomness": "the randomness is the hash of the signature",
    "signature": "the signature is the beacon's, over that round",
    "second-source": "the second source is the committed one",
    "salt": "the salts are the committed ones",
    "object-foreign": "nobody is visited who was not drawn",
    "object-missing": "every object that was drawn is visited",
    "batch-split": "objects are in the batches that the rule makes",
    "batch-name": "batches have the names and the order that the rule gives",
    "pair": "each batch has the pair of officers that was drawn for it",
    "transcript": "the transcript says nothing else than what follows",
    "replacement": "a replaced pair is the next one of the same stream",
}
LOG_RULES = {
    "sequence-gap": "numbers follow each other without a gap",
    "sequence-twice": "no number is used twice",
    "previous": "each commitment names the hash of the one before",
    "loads-carried": "opening loads are what the earlier draws add up to",
}
