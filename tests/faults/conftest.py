"""The store's fixtures, for what is broken on top of a log."""

from tests.shared.store.conftest import keys as keys
from tests.shared.store.conftest import log as log
from tests.shared.store.conftest import open_log as open_log
