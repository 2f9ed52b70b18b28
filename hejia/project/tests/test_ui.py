"""The components: what they say of times, shares and choices, and that nothing gets through."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from hejia.project import wording
from hejia.project.menu import menu_for
from hejia.project.widgets import rendered

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=59), "不到1分钟"),
        (timedelta(minutes=1), "1分钟"),
        (timedelta(hours=3, minutes=20), "3小时20分"),
        (timedelta(hours=23, minutes=59), "23小时"),
        (timedelta(days=1), "1天"),
        (timedelta(days=3, hours=4), "3天4小时"),
        (timedelta(days=40, hours=4), "40天"),
    ],
)
def test_a_span_is_said_in_its_largest_units(length, said):
    assert wording.span(length) == said
    assert wording.time_left(NOW + length, NOW) == f"剩{said}"
    assert wording.time_left(NOW - length, NOW) == f"超{said}"


@pytest.mark.parametrize(("gone", "percent"), [(0, 0), (5, 50), (10, 100), (25, 100), (-3, 0)])
def test_the_share_used_stays_between_none_and_all(gone, percent):
    start = NOW - timedelta(hours=gone)
    assert wording.share_used(start, start + timedelta(hours=10), NOW) == percent


def test_a_share_of_nothing_is_no_figure():
    assert wording.percent(0, 0) == "—"
    assert wording.percent(1, 3) == "33.3%"


def test_a_moment_is_said_in_chinas_time():
    assert wording.short_moment(NOW, NOW) == "今天 12:00"
    assert wording.short_moment(datetime(2025, 12, 31, 20, tzinfo=UTC), NOW) == "01-01 04:00"
    assert wording.short_moment(datetime(2025, 12, 31, 2, tzinfo=UTC), NOW) == "2025-12-31 10:00"


def test_paper_is_told_the_date_of_what_the_screen_calls_today():
    drawn = Template("{% load ui %}{% moment at %}").render(Context({"at": NOW, "now": NOW}))
    assert ">今天 12:00<" in drawn
    assert 'data-at="2026-03-02 12:00"' in drawn


class Choose(forms.Form):
    one = forms.ChoiceField(
        label="一项",
        choices=[("", "请选择"), ("甲类", [("a", "<甲>"), ("b", '乙"乙')]), (3, "丙")],
        widget=forms.Select(attrs={"data-search": ""}),
    )


@pytest.mark.parametrize("given", ["", "a", "b", "3"])
def test_the_quick_select_offers_and_chooses_what_djangos_own_does(given):
    quick, own = (
        set(forms_options(markup))
        for markup in (
            rendered(Choose({"one": given})["one"], {"class": "form-select"}),
            Choose({"one": given})["one"].as_widget(),
        )
    )
    assert quick == own


def forms_options(markup: str) -> list[str]:
    """Each option's start tag and label, whichever way its quotes are escaped."""
    return [part.split("</option>")[0].strip() for part in markup.split("<option")[1:]]


class Several(forms.Form):
    some = forms.MultipleChoiceField(
        label="几项", choices=[("a", "<甲>"), ("b", "乙")], widget=forms.CheckboxSelectMultiple
    )
    one = forms.ChoiceField(choices=[(1, "是"), (0, "否")], widget=forms.RadioSelect)


def test_buttons_are_ticked_as_they_were_and_their_words_are_escaped():
    form = Several({"some": ["b"], "one": "0"})
    drawn = draw("{% field form.some %}{% field form.one %}", form=form)
    ticked = re.findall(r'value="(\w)"[^>]*checked|checked[^>]*value="(\w)"', drawn)
    assert [first or second for first, second in ticked] == ["b", "0"]
    assert "&lt;甲&gt;" in drawn
    assert 'for="id_some_0"' in drawn


def draw(text: str, **context: object) -> str:
    request = RequestFactory().get("/list/", {"risk": "R1", "after": "x", "order": "due"})
    return Template("{% load ui %}" + text).render(
        Context(context | {"request": request, "now": NOW})
    )


def test_a_clock_past_its_time_speaks_by_weight_not_by_a_colour_of_risk():
    late = draw(
        "{% clock due start %}", due=NOW - timedelta(hours=2), start=NOW - timedelta(days=1)
    )
    assert "clock-over" in late
    assert "超2小时" in late
    assert "risk-" not in late


def test_a_provisional_clock_says_so():
    assert "暂定" in draw("{% clock due start provisional=True %}", due=NOW, start=NOW)


def test_sorting_turns_round_and_begins_at_the_first_page():
    head = draw('{% sort_header "上报时间" up="oldest" down="newest" %}')
    assert "order=oldest" in head
    assert "after=" not in head
    assert "risk=R1" in head


def test_the_next_page_keeps_the_filters():
    foot = draw('{% pager "cursor" %}')
    assert "risk=R1" in foot
    assert "after=cursor" in foot


def test_text_of_users_is_never_markup():
    bad = "<script>alert(1)</script>"
    for tag in ("{% status 'x' bad %}", "{% masked bad %}", "{% stat bad 1 %}", "{% empty bad %}"):
        assert bad not in draw(tag, bad=bad)
    assert bad not in rendered(
        type("F", (forms.Form,), {"x": forms.ChoiceField(choices=[(bad, bad)])})({"x": bad})["x"],
        {},
    )


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1999, 2000, "99.9%"), (1, 5000, "0.1%"), (5, 5, "100.0%"), (0, 5, "0.0%"), (1, 0, "—")],
)
def test_only_all_is_a_hundred_per_cent_and_only_none_is_nought(part, whole, said):
    assert wording.percent(part, whole) == said


class Asked(forms.Form):
    risk = forms.CharField(required=False)


def test_a_new_query_keeps_what_is_no_filter_but_not_the_page():
    bar = draw("{% filter_bar form %}", form=Asked({"risk": "R1"}))
    assert '<input type="hidden" name="order" value="due">' in bar
    assert 'name="after"' not in bar
    assert bar.count('name="risk"') == 1


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "工作台"),
        ("/cases/x/", "案件办理"),
        ("/cases/limits/0/", "后台管理"),
        ("/places/imports/", "后台管理"),
    ],
)
def test_the_menu_marks_where_one_is(path, label):
    class Everybody:
        def may(self, permission):
            return bool(permission)

    assert [entry.label for entry in menu_for(Everybody(), path) if entry.active] == [label]


def test_a_fault_leads_to_a_control_even_where_a_field_is_several_buttons():
    class Asked(forms.Form):
        name = forms.CharField()
        role = forms.ChoiceField(choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)

    said = Template('{% load ui %}{% include "components/form_errors.html" %}')
    shown = said.render(Context({"form": Asked({})}))
    assert re.findall(r'href="#(\w*)"', shown) == ["id_name", "id_role_0"]
