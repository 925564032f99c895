"""The lists of ESCO and ISCO-08: whole, as they were released, and replaceable by another edition."""

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from services.employment import esco
from services.employment.esco import FOLDER, SUMS, Esco, UnknownOccupation, UnknownSkill
from shared.errors import WrongSetting

HERE = Path(esco.__file__).parent
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CLEAN_ROOMS = "0019b951-c699-4191-8208-9822882d150c"
LISTS = ("groups.txt", "occupations.txt", "skills.txt")


@pytest.fixture(scope="module")
def edition():
    return Esco.read({})


def test_the_edition_is_whole(edition):
    assert [len(each) for each in (edition.groups, edition.occupations, edition.skills)] == [619, 3039, 13939]
    assert all(re.fullmatch("[0-9]{1,4}", code) for code in edition.groups)
    assert all(ID.fullmatch(code) for code in (*edition.occupations, *edition.skills))


def test_every_group_lies_in_the_one_that_its_first_digits_name(edition):
    assert all(code[:-1] in edition.groups for code in edition.groups if len(code) > 1)
    assert [sum(len(code) == digits for code in edition.groups) for digits in (1, 2, 3, 4)] == [10, 43, 130, 436]


def test_few_codes_have_no_name(edition):
    assert (
        sum(not name for each in (edition.groups, edition.occupations, edition.skills) for name in each.values()) == 9
    )


def test_a_code_is_told_by_its_name(edition):
    assert edition.occupation("5120") == "Cooks"
    assert edition.occupation(CLEAN_ROOMS) == "precision device inspector"
    assert edition.skill("0005c151-5b5a-4a66-8aac-60e734beb1ab") == "manage musical staff"


@pytest.mark.parametrize(
    "code", ["", "9999", "51200", "cook", CLEAN_ROOMS.upper(), "0005c151-5b5a-4a66-8aac-60e734beb1ab"]
)
def test_an_unknown_occupation_is_refused_at_its_place(edition, code):
    with pytest.raises(UnknownOccupation) as refused:
        edition.occupation(code, "data.occupation")
    assert [(each.path, each.code) for each in refused.value.errors] == [("data.occupation", "unknown_occupation")]


@pytest.mark.parametrize("code", ["", "5120", CLEAN_ROOMS])
def test_an_unknown_skill_is_refused_at_its_place(edition, code):
    with pytest.raises(UnknownSkill) as refused:
        edition.skill(code, "data.skills")
    assert [(each.path, each.code) for each in refused.value.errors] == [("data.skills", "unknown_skill")]


def test_another_edition_may_be_named(tmp_path):
    for name in LISTS:
        (tmp_path / name).write_text("1234\tmade up\n")
    sums = (f"{sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n" for name in LISTS)
    (tmp_path / SUMS).write_text("".join(sums))
    assert Esco.read({FOLDER: str(tmp_path)}).skill("1234") == "made up"


@pytest.mark.parametrize("broken", [*LISTS, SUMS])
@pytest.mark.parametrize("how", ["missing", "changed"])
def test_an_edition_that_is_not_as_its_sums_say_is_refused_by_its_setting(tmp_path, broken, how):
    folder = tmp_path / "edition"
    shutil.copytree(HERE, folder)
    if how == "missing":
        (folder / broken).unlink()
    else:
        (folder / broken).write_text("00  groups.txt extra\n" if broken == SUMS else "1\tanother\n")
    with pytest.raises(WrongSetting) as refused:
        Esco.read({FOLDER: str(folder)})
    assert refused.value.variable == FOLDER
