"""Workbooks as tests give them: written by a library, by hand, or written by it and then changed by hand."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl

SAMPLES = Path(__file__).with_name("samples")
"""`excel-97.xls` was written by xlwt, `with-a-password.xlsx` sealed by msoffcrypto-tool; what they tell is made up."""
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in {"office": "office", "table": "table", "text": "text"}.items()
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
    style = f'<style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" style:name="ta1" style:family="table"><style:table-properties table:display="{display}"/></style:style>'
    body = f'{"".join(rows)}<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    content = f'<office:document-content {NAMESPACES}><office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Octubre" table:style-name="ta1">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
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
    """With other content of its first sheet, the list of its sheets, or what they share."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml", "texts": "xl/sharedStrings.xml"}
    held = parts(raw)
    return packed(held | {names[each]: change(held[names[each]]) for each, change in new.items()})


def lying(raw, part, says):
    """With another size told for a part of it, in both places where it is told."""
    size = parts(raw)[part]
    told = len(size).to_bytes(4, "little")
    assert raw.count(told + len(part).to_bytes(2, "little")) == 2
    return raw.replace(
        told + len(part).to_bytes(2, "little"), says.to_bytes(4, "little") + len(part).to_bytes(2, "little")
    )


def _cell(value):
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>x</text:p></table:table-cell>'
    if isinstance(value, int):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>x</text:p></table:table-cell>'
        )
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
