"""Pictures say what the calculator says."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

from assistant.settings import load
from assistant.web.casework import examine, read
from assistant.web.charts import Part, curve_chart, stack_chart
from corpus.award.scenario import Point
from corpus.load import load_policies

D = Decimal


def test_curve_reaches_its_ceiling_and_marks_the_company() -> None:
    """50% up to 150万: the line is straight to (300万, 150万), then level; the company stands at (260万, 130万)."""
    points = [Point(D(0), D(0)), Point(D(3_000_000), D(1_500_000)), Point(D(4_500_000), D(1_500_000))]
    picture = curve_chart(points, "补贴", "支出", D(1_500_000), (D(2_600_000), D(1_300_000)), "zh", "k")
    assert "支出达到300万元起为上限150万元" in picture.says
    assert "现为260万元，最高130万元" in picture.says
    ElementTree.fromstring(picture.svg)  # well formed
    path = re.search(r'd="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', picture.svg)
    assert path is not None
    x0, y0, x1, y1, x2, y2 = map(float, path.groups())
    assert x0 < x1 < x2 and y0 > y1 and y1 == y2


def test_unstated_part_is_dashed_and_said() -> None:
    points = [Point(D(0), D(0), True), Point(D(100), D(90), True)]
    picture = curve_chart(points, "t", "x", None, None, "zh", "k")
    assert 'class="curve bound"' in picture.svg and "标准未载明" in picture.says


def test_what_lies_beyond_the_cap_is_shown() -> None:
    """600万 and 700万 against a cap of 1000万: together 1300万, 1000万 counted."""
    picture = stack_chart([Part("甲", D(6_000_000)), Part("乙", D(7_000_000))], D(10_000_000), D(10_000_000), "合计", "zh", "k")
    assert 'class="beyond"' in picture.svg
    assert "合计1300万元，按年度上限计1000万元" in picture.says


def test_labels_are_escaped() -> None:
    picture = stack_chart([Part("<script>", D(1))], None, D(1), '"><script>', "zh", "k")
    assert "<script>" not in picture.svg


def test_pictures_carry_no_style_and_have_words() -> None:
    """Every picture of a real case: no inline style, a title and a description, both languages."""
    policy = load_policies(load({}).policies).mains[0]
    typed = {"revenue": "1.2亿", "rent": "80万", "optimization_cost": "260万", "first_model_filing": "true"}
    for language in ("zh", "en"):
        good, bad = read(policy, typed, language)
        case = examine(policy, good, language)
        assert not bad and len(case.pictures) >= 3
        for picture in case.pictures:
            ElementTree.fromstring(picture.svg)
            assert "style=" not in picture.svg and "<title" in picture.svg and "<desc" in picture.svg


def test_levers_are_exact() -> None:
    """Rent of 80万 reaches the ceiling with 311,111.12元 more (1,111,111.12 × 90% = 1,000,000.008), adding 28万."""
    policy = load_policies(load({}).policies).mains[0]
    good, _ = read(policy, {"revenue": "1.2亿", "rent": "80万"}, "zh")
    case = examine(policy, good, "zh")
    assert any("311,111.12元" in lever.says and lever.gain == D(280_000) for lever in case.levers)


def test_bad_values_say_what_fits() -> None:
    policy = load_policies(load({}).policies).mains[0]
    good, bad = read(policy, {"revenue": "很多", "rent_year": "1.5", "rent": "80万"}, "zh")
    assert set(good) == {"rent"} and "6000万" in bad["revenue"] and "整数" in bad["rent_year"]
