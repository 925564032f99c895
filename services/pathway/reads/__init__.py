"""Who looked at whom: a record of every read, on disk before the first byte of the answer leaves."""

from typing import Final

from services.pathway.reads.book import ReadBook as ReadBook
from services.pathway.reads.record import PURPOSES as PURPOSES
from services.pathway.reads.record import Outcome as Outcome
from services.pathway.reads.record import Purpose as Purpose
from services.pathway.reads.record import ReadRecord as ReadRecord

NAME: Final = "reads"
