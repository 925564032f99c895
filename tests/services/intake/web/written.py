"""Workbooks as tests give them: written by a library, by hand, or written by it and then changed by hand."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl

SAMPLES = Path(__file__).with_name("samples")
"""`excel-97.xls` was written by xlwt, `with-a-password.xlsx` sealed by msoffcrypto-tool; what they tell is made up."""
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "style", "table", "text")
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
)
SHEET = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(*sheets, hidden=()):
    """Each sheet a pair of its name and rows; a text is a text, whatever it begins with."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(at, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    return saved(book)


def far():
    """Two cells, as far from each other as they can be."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Label", "x"
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows, *, manifest="", display="true"):
    """As LibreOffice packs one: its kind first, and not compressed."""
    style = f'<style:style style:name="t" style:family="table"><style:table-properties table:display="{display}"/>'
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    content = (
        f"<office:document-content {NAMESPACES}>"
        f"<office:automatic-styles>{style}</style:style></office:automatic-styles>"
        '<office:body><office:spreadsheet><table:table table:name="Octubre" table:style-name="t">'
        f"{''.join(rows)}{rest}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"mimetype": SHEET, "content.xml": content, "META-INF/manifest.xml": MANIFEST.format(manifest)})


def row(*cells, repeated=1):
    """A row of a table by hand: texts, numbers, days."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(map(_cell, cells))}</table:table-row>'


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, said in parts.items():
            book.writestr(name, said, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parts(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        return {name: book.read(name) for name in book.namelist()}


def changed(raw, **new):
    """With other content of its first sheet or of the list of its sheets."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml"}
    held = parts(raw)
    return packed(held | {names[each]: change(held[names[each]]) for each, change in new.items()})


def lying(raw, part, says):
    """With another size told for a part of it, in both places where it is told."""
    size, name = len(parts(raw)[part]).to_bytes(4, "little"), len(part).to_bytes(2, "little")
    assert raw.count(size + name) == 2
    return raw.replace(size + name, says.to_bytes(4, "little") + name)


def _cell(value):
    kinds = {date: ("date", "date-value"), int: ("float", "value"), str: ("string", "string-value")}
    kind, name = kinds[type(value)]
    told = f'office:value-type="{kind}" office:{name}="{value}"'
    return f"<table:table-cell {told}><text:p>{value}</text:p></table:table-cell>"
