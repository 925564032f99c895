"""A provider's own label is a file number, and never a person. All persons here are made up."""

import pytest

from shared.contracts.plain import looks_identifying


@pytest.mark.parametrize(
    "text",
    [
        "Fictícia Inventada",
        "INVENTADA FICTÍCIA",
        "Ngozi-Inventata",
        "exp. 12 Nessuna Persona",
        "O’Inventada Anna",
        "مثال خيالي",
        "虚构 人物",
        "nobody@example.org",
        "+34 600 12 31 23",
        "0034600123123",
        "600123123",
        "600 123 123",
        "600-12-31-23",
        "(02) 1234 5678",
        "320 123 4567",
        "٦٠٠١٢٣١٢٣",
        "1998-03-12",
        "12/03/1998",
        "12.3.98",
        "19980312",
        "12031998",
        "b. 12 marzo 1998",
        "3 de mayo de 1999",
        "12 d'agost",
        "March 12, 1998",
        "X0000000T",
        "00000000T",
        "ABCDEF85T10A562S",
    ],
)
def test_a_name_phone_mail_date_or_document_is_seen(text):
    assert looks_identifying(text)


@pytest.mark.parametrize(
    "text",
    [
        "EXP-2026-0043",
        "2026/0043",
        "2026-000431",
        "PSI-2026-00043",
        "exp. 2026 0043",
        "BCN 12",
        "FAR 0042",
        "Fitxa 77",
        "caso 77",
        "dossier 4/26",
        "26-0412",
        "group mar 3",
        "12-B",
        "A12",
        "",
    ],
)
def test_a_file_number_is_not_taken_for_a_person(text):
    assert not looks_identifying(text)
