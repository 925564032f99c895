"""Who looked at whom: a record of every read, on disk before the first byte of the answer leaves."""

from typing import Final

from services.pathway.reads.book import NEWEST as NEWEST
from services.pathway.reads.book import ReadBook as ReadBook
from services.pathway.reads.book import Span as Span
from services.pathway.reads.book import Staff as Staff
from services.pathway.reads.record import PURPOSES as PURPOSES
from services.pathway.reads.record import Form as Form
from services.pathway.reads.record import Kept as Kept
from services.pathway.reads.record import Outcome as Outcome
from services.pathway.reads.record import Purpose as Purpose
from services.pathway.reads.record import ReadRecord as ReadRecord

NAME: Final = "reads"
