import msgspec

from tests.benchmarks import opening
from tests.benchmarks.contract import ours
from tests.benchmarks.sizes import Sizes


def test_each_page_is_opened_by_its_role_and_its_figures_told(monkeypatch):
    monkeypatch.setattr(opening, "ASKED", 1)
    monkeypatch.setattr(opening, "_painted", lambda url, said: [12.0])
    figures = opening.opens(msgspec.structs.replace(Sizes(), long=12, listed=3), ours())
    bounded = [figure for figure in figures if figure.wanted]
    assert len(bounded) == 2 + len(opening.LISTS)
    assert all(figure.ours and figure.ours[0] > 0 for figure in figures)


def test_without_our_side_there_is_nothing_to_open():
    assert opening.opens(Sizes(), None) == []
