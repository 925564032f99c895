"""Who looked at whom: a record of every read, on disk before the first byte of the answer leaves."""

from shared.reads.book import NEWEST as NEWEST
from shared.reads.book import ReadBook as ReadBook
from shared.reads.book import Span as Span
from shared.reads.book import Staff as Staff
from shared.reads.record import PURPOSES as PURPOSES
from shared.reads.record import Form as Form
from shared.reads.record import Kept as Kept
from shared.reads.record import Outcome as Outcome
from shared.reads.record import Purpose as Purpose
from shared.reads.record import ReadRecord as ReadRecord
