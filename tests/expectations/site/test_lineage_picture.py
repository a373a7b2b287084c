"""Tables stand to the right of what they are made from, whatever their schema."""

from __future__ import annotations

from expectations.site.lineage_picture import GAP_X, WIDTH, Box, picture

STEP = WIDTH + GAP_X


def _links(*tables: str) -> dict[str, str]:
    return {table: f"{table}.html" for table in tables}


def test_a_picture_holds_what_is_up_and_down_of_a_table() -> None:
    edges = {("standard.a", "base.b"), ("standard.c", "base.b"), ("base.b", "theme.d"), ("standard.x", "theme.y")}
    names = ("standard.a", "standard.c", "base.b", "theme.d", "standard.x", "theme.y")
    drawn = picture({"base.b"}, edges, dict.fromkeys(names, "名"), _links(*names))
    assert [(box.table, box.here, box.x // STEP) for box in drawn.boxes] == [
        ("standard.a", False, 0),
        ("standard.c", False, 0),
        ("base.b", True, 1),
        ("theme.d", False, 2),
    ]
    assert len(drawn.curves) == 3
    assert [box.table for box in drawn.before] == ["standard.a", "standard.c"]
    assert [box.table for box in drawn.after] == ["theme.d"]


def test_a_theme_made_from_a_theme_stands_behind_it_and_an_input_just_before_what_it_makes() -> None:
    edges = {("standard.a", "theme.b"), ("theme.b", "theme.c"), ("standard.late", "theme.c")}
    names = ("standard.a", "theme.b", "theme.c", "standard.late")
    drawn = picture({"theme.c"}, edges, dict.fromkeys(names, "名"), _links(*names))
    assert {box.table: box.x // STEP for box in drawn.boxes} == {
        "standard.a": 0, "theme.b": 1, "standard.late": 1, "theme.c": 2,
    }  # fmt: skip


def test_a_table_with_no_neighbour_stands_alone_and_no_table_makes_an_empty_picture() -> None:
    alone = picture({"base.b"}, set(), {"base.b": "名"}, _links("base.b"))
    assert ([box.table for box in alone.boxes], alone.curves, alone.before, alone.after) == (["base.b"], (), (), ())
    assert picture(set(), {("a.b", "c.d")}, {}, {}).boxes == ()


def test_a_name_that_does_not_fit_ends_in_an_ellipsis() -> None:
    def short(label: str) -> str:
        return Box("base.b", label, "", 0, 0, here=False).short

    assert short("一二三四五六七八九十一二三四五六七") == "一二三四五六七八九十一二三四五…"
    assert short("一二三四五六七八九十一二三四五六") == "一二三四五六七八九十一二三四五六"
