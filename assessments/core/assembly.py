"""Forms from a blueprint and a bank, ahead of time; and which form a candidate draws.

Promises: the same pool, blueprint and seed give the same forms; no item stands twice in a form; within a
cell, uses of two items differ by one at most, unless forms would be equal; forms differ as sets wherever the
pool allows; no item stands in more forms than the exposure cap allows. Essays never enter.
"""

import hmac
import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil, comb, prod

from assessments.core.items import ESSAY

OFFICIAL_FACTOR = 3
TRIAL_FACTOR = 1
NO_CAP = 100
REDRAWS = 1000


@dataclass(frozen=True)
class BlueprintRow:
    topic: str
    level: str
    count: int


@dataclass(frozen=True)
class PoolItem:
    """A live item that may be drawn; `key` identifies it to the caller."""

    key: str
    topic: str
    level: str
    kind: str


@dataclass(frozen=True)
class Shortage:
    """A row of the blueprint that the bank cannot fill: items wanted, items found, essays left aside."""

    topic: str
    level: str
    wanted: int
    found: int
    essays: int = 0


class BlueprintNotSatisfiable(Exception):
    """The bank holds too few items; every row in question is in `shortages`."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(f"{len(shortages)} rows cannot be filled")
        self.shortages = tuple(shortages)


class NoFormLeft(Exception):
    """The candidate has already drawn every form."""


Cell = tuple[str, str]


def most_uses(forms: int, cap: int) -> int:
    """In how many of the forms one item may stand; `cap` is a share of them in percent. 0: there are too few forms."""
    return forms * cap // 100


def items_needed(count: int, *, factor: int, forms: int, cap: int) -> int:
    """How many items a cell must hold: factor × count, and as many as keep each one under the exposure cap."""
    return max(factor * count, ceil(forms * count / max(most_uses(forms, cap), 1)))


def shortages(
    rows: Sequence[BlueprintRow], pool: Sequence[PoolItem], *, factor: int, forms: int = 1, cap: int = NO_CAP
) -> list[Shortage]:
    """Rows with fewer items than needed, in the blueprint's order; rows of one cell are one."""
    found = Counter((item.topic, item.level) for item in pool if item.kind != ESSAY)
    essays = Counter((item.topic, item.level) for item in pool if item.kind == ESSAY)
    needed = {
        cell: items_needed(count, factor=factor, forms=forms, cap=cap) for cell, count in _cells(rows).items()
    }
    return [
        Shortage(*cell, wanted=wanted, found=found[cell], essays=essays[cell])
        for cell, wanted in needed.items()
        if found[cell] < wanted
    ]


def assemble(
    rows: Sequence[BlueprintRow],
    pool: Sequence[PoolItem],
    *,
    forms: int,
    seed: str,
    factor: int = TRIAL_FACTOR,
    cap: int = NO_CAP,
    shuffle: bool = True,
) -> list[list[str]]:
    """Keys of the items of each form; raises BlueprintNotSatisfiable.

    Without `shuffle` the items stand in the blueprint's order.
    """
    if missing := shortages(rows, pool, factor=factor, forms=forms, cap=cap):
        raise BlueprintNotSatisfiable(missing)
    cells = _cells(rows)
    decks = {cell: _Deck(_keys(pool, cell), f"{seed}:{cell}") for cell in cells}
    papers = [[key for cell, count in cells.items() for key in decks[cell].deal(count)] for _ in range(forms)]
    _tell_apart(papers, cells, decks, most_uses(forms, cap))
    for number, paper in enumerate(papers):
        if shuffle:
            _random(f"{seed}:order:{number}").shuffle(paper)
    return papers


def pick_form(secret: bytes, *, part: str, staff: str, forms: Sequence[str], taken: Collection[str]) -> str:
    """The next form of this candidate: a keyed order of their own over the forms, those taken left out.

    Without the secret nobody can tell beforehand who draws what. Raises NoFormLeft.
    """
    left = [form for form in forms if form not in taken]
    if not left:
        raise NoFormLeft
    return min(left, key=lambda form: hmac.digest(secret, f"{part}:{staff}:{form}".encode(), "sha256"))


class _Deck:
    """Items of one cell, dealt in rounds: each is dealt once before any is dealt again."""

    def __init__(self, keys: list[str], seed: str) -> None:
        self.keys = keys
        self._random = _random(seed)
        self._left: list[str] = []

    def deal(self, count: int) -> list[str]:
        hand: list[str] = []
        while len(hand) < count:
            if not self._left:
                self._left = self._random.sample(self.keys, len(self.keys))
            position = next(index for index, key in enumerate(self._left) if key not in hand)
            hand.append(self._left.pop(position))
        return hand

    def redraw(self, count: int, uses: Counter[str], most: int) -> list[str]:
        return self._random.sample([key for key in self.keys if uses[key] < most], count)


def _tell_apart(papers: list[list[str]], cells: dict[Cell, int], decks: dict[Cell, _Deck], most: int) -> None:
    """Draw a form again while it equals an earlier one: evenness yields to difference, the exposure cap does not."""
    possible = prod(comb(len(decks[cell].keys), count) for cell, count in cells.items())
    seen: set[frozenset[str]] = set()
    for number in range(min(len(papers), possible)):
        for _ in range(REDRAWS):
            if frozenset(papers[number]) not in seen:
                break
            uses = Counter(key for paper in papers[:number] + papers[number + 1 :] for key in paper)
            papers[number] = [
                key for cell, count in cells.items() for key in decks[cell].redraw(count, uses, most)
            ]
        seen.add(frozenset(papers[number]))


def _cells(rows: Sequence[BlueprintRow]) -> dict[Cell, int]:
    cells: Counter[Cell] = Counter()
    for row in rows:
        cells[row.topic, row.level] += row.count
    return {cell: count for cell, count in cells.items() if count}


def _keys(pool: Sequence[PoolItem], cell: Cell) -> list[str]:
    return sorted(item.key for item in pool if (item.topic, item.level) == cell and item.kind != ESSAY)


def _random(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - forms must be repeatable; secrecy is pick_form's
