"""Pictures measured from their SVG: nothing overlaps, nothing runs over, and no lines cross without need."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.authoring.drawing.arranging import least_crossings
from engine.authoring.drawing.lanes import Net, crossings, lanes_of
from engine.authoring.drawing.measure import Run, Type, tied, width_of, wrapped
from tests.engine.authoring.drawn import FILES, WIDTHS, all_there_are, by_chance, charted, method_in, picture_of
from tests.engine.authoring.pictures import Box, Line, Picture, read_picture, shared_ground
from tests.engine.authoring.pictures import crossings as crossings_in
from tests.factories import a_method

INNER_EDGE = 6  # text keeps away from the wall of what it stands in


def faults_in(picture: Picture) -> list[str]:
    """Return everything by which a picture is hard to read."""
    return [*_boxes(picture), *_rows(picture), *_lines(picture)]


def _boxes(picture: Picture) -> list[str]:
    boxes = picture.boxes
    faults = [f"{one} is not on the sheet" for one in boxes if not picture.sheet.holds(one)]
    return faults + [
        f"{one} and {other} overlap"
        for at, one in enumerate(boxes)
        for other in boxes[:at]
        if one.overlaps(other) and not one.holds(other, 2) and not other.holds(one, 2)
    ]


def _rows(picture: Picture) -> list[str]:
    faults = []
    for row in picture.rows:
        around = [one for one in picture.boxes if one.overlaps(row)]
        inmost = min(around, key=lambda one: one.bottom - one.top, default=picture.sheet)
        if not inmost.holds(row, INNER_EDGE if around else 0):
            faults.append(f"{row} runs over {inmost}")
    ordered = sorted(picture.rows, key=lambda one: one.top)
    faults += [
        f"{one.what!r} and {other.what!r} overlap"
        for at, one in enumerate(ordered)
        for other in ordered[at + 1 : at + 40]
        if one.overlaps(other)
    ]
    return faults


def _lines(picture: Picture) -> list[str]:
    faults = [f"{one} and {other} look like one line" for one, other in shared_ground(picture.lines)]
    panels = [one for one in picture.boxes if "d-panel" in one.what or "d-end" in one.what]
    for line in picture.lines:
        box = _box_of(line)
        faults += [f"{line} runs through {one.what!r}" for one in picture.rows if one.overlaps(box, 0)]
        faults += [f"{line} runs through {one}" for one in panels if one.overlaps(box, 0)]
        faults += [] if picture.sheet.holds(box) else [f"{line} leaves the sheet"]
    return faults


def _box_of(line: Line) -> Box:
    left, right = sorted((line.x1, line.x2))
    top, bottom = sorted((line.y1, line.y2))
    return Box(left + 1, top - 1, right + 1, bottom + 1, "line")


@pytest.mark.parametrize(
    ("path", "language", "width"),
    [pytest.param(*one, id=f"{one[0].parent.name}-{one[0].stem}-{one[1]}-{one[2]}") for one in all_there_are()],
)
def test_a_method_of_ours_is_drawn_without_overlap_or_overflow(path: Path, language: str, width: int) -> None:
    picture = read_picture(picture_of(method_in(path), language, width))

    assert faults_in(picture) == []
    assert picture.sheet.right == width
    assert len(picture.rows) > 10


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), width=st.sampled_from(WIDTHS))
def test_a_method_made_by_chance_is_drawn_without_overlap_or_overflow(seed: int, width: int) -> None:
    method = by_chance(Random(seed))

    assert faults_in(read_picture(picture_of(method, width=width))) == []


@pytest.mark.parametrize(
    ("box", "fault"),
    [
        ('<rect class="d-panel" x="10" y="10" width="100" height="40"/>', "overlap"),
        ('<text x="100" y="100"><tspan font-size="15" font-weight="400">Too wide a text</tspan></text>', "runs over"),
        ('<text x="20" y="200"><tspan font-size="15" font-weight="400">On a line</tspan></text>', "runs through"),
        ('<path class="d-quay d-way" d="M2 150V250"/>', "look like one line"),
    ],
)
def test_what_is_hard_to_read_is_noticed(box: str, fault: str) -> None:
    sheet = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300"><rect class="d-now d-quay" x="50" y="30" '
        f'width="100" height="100"/><path class="d-back d-way" d="M4 196H200M4 160V270"/>{box}</svg>'
    )

    assert [one for one in faults_in(read_picture(sheet)) if fault in one]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_another_order_of_ends_would_not_take_crossings_away(path: Path) -> None:
    _, chart = charted(method_in(path))
    linked = any(passage.next_door and passage.way == "end" for _, passage in chart.passages())
    first, rest = chart.ends[:linked], chart.ends[linked:]

    others = [replace(chart, ends=(*first, *order)) for order in permutations(rest)]

    assert least_crossings(chart) == min(least_crossings(one) for one in others)


def test_lines_cross_no_more_than_they_must() -> None:
    for seed in range(40):
        chance = Random(seed)
        picture = read_picture(picture_of(by_chance(chance), width=chance.choice(WIDTHS)))
        nets = _nets_in(picture)

        assert crossings_in(picture.lines) <= _fewest(nets), seed


def _nets_in(picture: Picture) -> list[Net]:
    found = []
    for key in {line.net for line in picture.lines}:
        flat = [line.y1 for line in picture.lines if line.net == key and line.is_flat]
        into, *outs = (int(one) for one in flat)
        found.append(Net(str(key), tuple(outs), into))
    return found


def _fewest(nets: list[Net]) -> int:
    """Return a number below which no order of lanes comes: of each two nets the better side of one another."""
    pairs = [(one, other) for at, one in enumerate(nets) for other in nets[:at]]
    return sum(min(crossings([one, other]), crossings([other, one])) for one, other in pairs)


NETS = st.lists(
    st.tuples(st.lists(st.integers(0, 400), min_size=1, max_size=4), st.integers(0, 400)), min_size=1, max_size=6
)


@settings(max_examples=150, deadline=None)
@given(told=NETS)
def test_the_order_of_lanes_has_the_fewest_crossings_there_can_be(told: list[tuple[list[int], int]]) -> None:
    nets = [Net(str(at), tuple(outs), into) for at, (outs, into) in enumerate(told)]
    lanes = lanes_of(nets)

    assert _crossed(nets, lanes) == min(_crossed(nets, dict(enumerate_keys(order))) for order in _orders(nets))
    for lane in set(lanes.values()):
        spans = sorted(one.span for one in nets if lanes[one.key] == lane)
        assert all(before[1] < after[0] for before, after in pairwise(spans))


def enumerate_keys(order: tuple[Net, ...]) -> list[tuple[str, int]]:
    return [(net.key, at) for at, net in enumerate(order)]


def _orders(nets: list[Net]) -> list[tuple[Net, ...]]:
    return list(permutations(nets))


def _crossed(nets: list[Net], lanes: dict[str, int]) -> int:
    return sum(
        sum(one.span[0] < height < one.span[1] for height in other.heights)
        for one in nets
        for other in nets
        if lanes[one.key] < lanes[other.key]
    )


def test_a_wide_picture_begins_with_a_map_of_all_phases_and_a_narrow_one_with_the_first_phase() -> None:
    path = next(one for one in FILES if one.parent.name == "starting-collaboration")
    wide, narrow = (read_picture(picture_of(method_in(path), "nl", width)).rows for width in (1080, 390))

    def numbers(rows: tuple[Box, ...]) -> list[str]:
        return [row.what for row in rows if row.what in "12345678"]

    assert numbers(wide) == list("12345678" * 2)
    assert numbers(narrow) == list("12345678")
    assert sorted(row.what for row in wide[:40] if row.what in ("3a Belangen", "6 Overeenkomen")) == [
        "3a Belangen", "3a Belangen", "6 Overeenkomen", "6 Overeenkomen",
    ]  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_a_gate_asks_is_counted_beside_it_on_a_phone_too(path: Path) -> None:
    for language in method_in(path).languages:
        _, chart = charted(method_in(path), language)
        labels = {passage.label for _, passage in chart.passages() if passage.label}

        wide, narrow = (
            _outside_panels(read_picture(picture_of(method_in(path), language, width))) for width in (1080, 390)
        )

        assert {one: narrow.count(f" {one} ") for one in labels} == {one: wide.count(f" {one} ") for one in labels}


def _outside_panels(picture: Picture) -> str:
    panels = [one for one in picture.boxes if "d-panel" in one.what]
    rows = [row.what.strip() for row in picture.rows if not any(one.holds(row) for one in panels)]
    return f" {' '.join(rows)} "


def test_a_row_ends_neither_in_a_number_nor_in_the_word_before_a_colon() -> None:
    path = next(one for one in FILES if one.parent.name == "starting-collaboration")

    for language, shut in (("en", ("as:", "long as:")), ("nl", ("zolang:",))):
        rows = [row.what.strip() for row in read_picture(picture_of(method_in(path), language, 390)).rows]

        assert [one for one in rows if re.search(r" \d[a-z]?$| (By|Door|enough|genoeg):$", one) or one in shut] == []


def test_what_is_tied_is_broken_where_it_is_too_long_for_a_row() -> None:
    kind = Type(15, 400, "", "")

    rows = wrapped([Run(tied("On to 2 " + "x" * 30), kind)], width_of("x" * 30, 15, 400))

    assert ["".join(run.text for run in row) for row in rows] == ["On to 2", "x" * 30]


def test_many_lanes_are_put_in_order_before_long_and_none_lies_over_another() -> None:
    chance = Random(7)
    nets = [
        Net(str(at), (chance.randrange(9_000), chance.randrange(9_000)), chance.randrange(9_000)) for at in range(150)
    ]

    lanes = lanes_of(nets)

    assert _crossed(nets, lanes) < crossings(sorted(nets, key=lambda net: net.span))
    for lane in set(lanes.values()):
        spans = sorted(one.span for one in nets if lanes[one.key] == lane)
        assert all(before[1] < after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("title", ["Klimaatbestendige Vlietbuurt", "Grondwaterbeschermingsmaatregelen"])
def test_no_word_of_a_title_is_broken_on_a_phone_where_it_fits_in_smaller_letters(title: str) -> None:
    method = a_method(title=title)

    rows = [row.what.strip() for row in read_picture(picture_of(method, "en", 390)).rows]

    assert [word for word in title.split() if not any(word in row for row in rows)] == []
