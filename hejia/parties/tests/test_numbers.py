"""Identity numbers, phones and masks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.parties.identity import BadNumber, age_on, check_character, groups_by_age, read_number
from hejia.parties.masking import mask_address, mask_id_no, mask_name, mask_phone
from hejia.parties.phones import BadPhone, is_mobile, read_phone

TODAY = date(2026, 3, 2)


def citizen(body="44039819850307432"):
    return body + check_character(body)


def test_a_citizen_number_tells_birth_date_and_gender():
    found = read_number("111", citizen(), today=TODAY)
    assert found.birth_date == date(1985, 3, 7)
    assert found.gender == "2"
    assert read_number("111", citizen("44039819850307433"), today=TODAY).gender == "1"


def test_the_check_character_is_that_of_the_standard():
    # The worked example of GB 11643-1999, annex.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


def test_spaces_small_letters_and_full_width_digits_are_read():
    number = citizen("11010519491231002")
    spoilt = " " + number[:6] + " " + number[6:].replace("X", "x").replace("1", "１")
    assert read_number("111", spoilt, today=TODAY).number == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (citizen()[:-1], "应为 18 位"),
        (citizen()[:-1] + ("0" if citizen()[-1] != "0" else "1"), "校验位不符"),
        (citizen("99039819850307432"), "前两位"),
        (citizen("44039819850230432"), "出生日期不存在"),
        (citizen("44039820270101432"), "不在合理范围"),
        (citizen("44039818791231432"), "不在合理范围"),
    ],
)
def test_a_wrong_citizen_number_is_told_in_a_sentence(number, words):
    with pytest.raises(BadNumber, match=words):
        read_number("111", number, today=TODAY)


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(body, place, shift):
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert check_character(body) != check_character(wrong)


@pytest.mark.parametrize(
    ("id_type", "good", "bad"),
    [
        ("414", "E12345678", "ABCDEF"),
        ("511", "12345678", "1234567"),
        ("516", "h12345678", "K12345678"),
        ("516", "M1234567801", "M123456780"),
        ("553", "ABC123456789012", "AB1234567890123"),
        ("990", "军字第12号", "@"),
    ],
)
def test_other_documents_have_their_own_form(id_type, good, bad):
    assert read_number(id_type, good, today=TODAY).birth_date is None
    with pytest.raises(BadNumber, match="。"):
        read_number(id_type, bad, today=TODAY)


def test_age_decides_on_minors_and_elders_to_the_day():
    assert age_on(date(2008, 3, 2), TODAY) == 18
    assert groups_by_age(date(2008, 3, 3), TODAY) == ("1",)
    assert groups_by_age(date(2008, 3, 2), TODAY) == ()
    assert groups_by_age(date(1966, 3, 2), TODAY) == ("2",)
    assert groups_by_age(date(1966, 3, 3), TODAY) == ()


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("154 0012 3456", "15400123456"),
        ("+86 154-0012-3456", "15400123456"),
        ("8615400123456", "15400123456"),
        ("008615400123456", "15400123456"),
        ("１５４００１２３４５６", "15400123456"),
        ("0755-8888 0000", "075588880000"),
        ("（0755）88880000", "075588880000"),
        ("010-88880000", "01088880000"),
        ("88880000", "88880000"),
        ("12338", "12338"),
        ("110", "110"),
        ("400-888-0000", "4008880000"),
        ("+852 6123 4567", "+85261234567"),
        ("00852 61234567", "+85261234567"),
    ],
)
def test_phones_are_read_as_people_write_them(written, number):
    assert read_phone(written) == number


@pytest.mark.parametrize("written", ["", "5678", "1540012345", "154001234567", "abc", "+0123456"])
def test_what_is_no_phone_is_refused(written):
    with pytest.raises(BadPhone, match="手机号"):
        read_phone(written)


def test_only_mobile_numbers_receive_messages():
    assert is_mobile("15400123456")
    assert not is_mobile("075588880000")


def test_masks_show_what_one_knows_oneself_by_and_no_more():
    assert mask_name("张三丰") == mask_name("张三") == "张**"
    assert mask_name("欧阳修") == "欧阳**"
    assert mask_name("欧阳") == "欧**"
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("110") == "**0"
    assert mask_id_no(citizen("11010519491231002")) == "1101***********02X"
    assert len(mask_id_no(citizen())) == 18
    assert mask_id_no("E12345678") == "E******78"
    assert mask_id_no("E123") == "****"
    address = "广东省深圳市龙岗区坂田街道坂田社区示例路 1 号 2 栋 301"
    assert mask_address(address) == "广东省深圳市龙岗区坂田街道坂田社区****"
    assert mask_address("平湖街道示例路 5 号") == "平湖街道****"
    assert mask_address("示例路 5 号") == "****"
    assert mask_name("") == mask_phone("") == mask_id_no("") == mask_address("") == ""


@given(st.text(min_size=1, max_size=40))
def test_a_mask_never_gives_the_whole(text):
    assert mask_name(text) != text
    assert mask_phone(text) != text or set(text) == {"*"}
    assert mask_id_no(text) != text or set(text) == {"*"}
    assert mask_address(text) != text or text == "****"
