"""Chinese search is exact from two characters on, and nothing typed can be an operator."""

import re
import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hejia.kernel.search import HIDING, bigram_query, fold, holding, like_patterns, terms

LETTERS = "噪音扰民坂田街道五和花园12栋Aａb％%_'\\&|!():*- 　，。⽥㈤"
TEXTS = st.text(alphabet=LETTERS, min_size=0, max_size=30)


def finds(haystack: str, typed: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ext.cjk_bigrams(%s) @@ %s::tsquery AND ext.cjk_fold(%s) LIKE ALL (%s)",
            [haystack, bigram_query(typed), haystack, like_patterns(typed)],
        )
        return bool(cursor.fetchone()[0])


def holds(haystack: str, typed: str) -> bool:
    condition, values = holding("given.text", typed)
    with connection.cursor() as cursor:
        query = f"SELECT {condition} FROM (VALUES (%s)) given (text)"  # noqa: S608 our own words
        cursor.execute(query, [*values, haystack])
        return bool(cursor.fetchone()[0])


def bigrams_in(text: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(tsvector_to_array(ext.cjk_bigrams(%s)))", [text])
        return {row[0] for row in cursor.fetchall()}


def test_text_is_folded_to_half_width_and_lower_case() -> None:
    assert fold("ＡＢＣ１２　Ｘ，İ") == "abc12 x,İ"


def test_terms_are_split_at_blanks_without_doubles_or_pure_punctuation() -> None:
    assert terms("五和　花园 ，。 五和 A") == ("五和", "花园", "a")


@pytest.mark.parametrize("typed", ["", " ", "号", "，。！", "A 号", "%", "()", "'", "\x00"])
def test_what_no_index_can_answer_gives_an_empty_question(typed: str) -> None:
    assert bigram_query(typed) == ""


def test_a_question_asks_for_every_pair_once() -> None:
    assert bigram_query("五和花园 花园") == "'五和' & '和花' & '花园'"


def test_quotes_and_backslashes_are_kept_inside_the_pair() -> None:
    assert bigram_query("a'\\") == r"'a''' & '''\\'"


def test_like_patterns_take_nothing_as_a_wildcard() -> None:
    assert like_patterns("50%_\\") == [r"%50\%\_\\%"]


def test_a_text_is_the_pairs_of_its_neighbours(db: None) -> None:
    assert bigrams_in("五和 Ａ１栋") == {"五和", "a1", "1栋"}


@pytest.mark.parametrize("text", ["", "五", " ", "五 和"])
def test_a_text_without_neighbours_has_no_pair(db: None, text: str) -> None:
    assert bigrams_in(text) == set()


def test_control_characters_part_words(db: None) -> None:
    assert bigram_query("五和\x01花园") == "'五和' & '花园'"
    assert bigrams_in("五和\x01花园") == {"五和", "花园"}
    assert finds("龙岗五和\x01花园", "五和\x01花园")


def test_pairs_that_stand_apart_are_not_the_term(db: None) -> None:
    assert finds("噪音扰民", "噪音扰民")
    assert not finds("噪音，音扰，扰民", "噪音扰民")


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=TEXTS, term=TEXTS, after=TEXTS, other=TEXTS)
def test_search_finds_what_contains_every_term_and_nothing_else(
    db: None, before: str, term: str, after: str, other: str
) -> None:
    if not bigram_query(term):
        return
    for haystack in (before + term + after, other):
        contained = all(one in fold(haystack) for one in terms(term))
        assert finds(haystack, term) == holds(haystack, term) == contained


def test_every_character_that_folds_to_an_ideograph_is_known_to_hide_it() -> None:
    hiding = re.compile(HIDING)
    for letter in map(chr, [*range(0x80, 0xD800), *range(0xE000, 0x30000)]):
        if not "\u4e00" <= letter <= "\u9fff" and not hiding.match(letter):
            folded = unicodedata.normalize("NFKC", letter)
            assert not any("\u4e00" <= one <= "\u9fff" for one in folded), letter


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40))
def test_any_text_can_be_indexed_and_finds_itself(db: None, text: str) -> None:
    bigrams_in(text)
    if bigram_query(text):
        assert finds(text, text)
