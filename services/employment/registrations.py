"""Which registrations were merged, as employment heard it.

The family of tables that has these also looks anew, once, at what was published before employment kept anything of
other services: the grants of that time were learned without storing it, and what is stored already is passed over.
"""

from shared.registrations import TABLE
from shared.store.migrations import Steps

MIGRATIONS: Steps = (
    (
        TABLE,
        # All ways into this log; those out of it, and topics that were left, have a word before their ids.
        "DELETE FROM tracking WHERE application_name NOT LIKE '% %' AND application_name <> 'kafka'",
    ),
)
