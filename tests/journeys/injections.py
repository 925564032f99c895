"""Texts that would do something if anybody took them for a program, and who would hear of it."""

import socket
import threading
from pathlib import Path

from tests.journeys.canaries import Canaries

WORKED_OUT = str(7919 * 104729)  # so long that no id or moment holds it by chance


class Injections(Canaries):
    """Texts that do something where one is taken for a program; each would show: a file, a number, a call, a header."""

    def __init__(self, marker: Path, call: str) -> None:
        super().__init__()
        self._corpus = [
            "'; DROP TABLE stored_events; --",
            "' OR '1'='1",
            "1); DELETE FROM stream_keys; --",
            "x' UNION SELECT wrapped FROM stream_keys --",
            "'||(SELECT pg_sleep(0))||'",
            f"'; COPY (SELECT 1) TO '{marker}'; --",
            f"'; ATTACH DATABASE '{marker}' AS a; --",
            "<script>document.title=1337</script>",
            "\"><img src=x onerror=alert(1337)>",
            "</title><svg onload=alert(1337)>",
            f"<img src='http://{call}/'>",
            "{{ 7919 * 104729 }}",
            "{% print(7919*104729) %}",
            "${7919*104729}",
            "#{7919*104729}",
            "<%= 7919*104729 %>",
            "{0.__class__.__mro__}",
            "%(names)s%n%s%x",
            f"$(touch {marker})",
            f"`touch {marker}`",
            f"; touch {marker}",
            f"| touch {marker}",
            f"__import__('os').system('touch {marker}')",
            f"!!python/object/apply:os.system ['touch {marker}']",
            f"${{jndi:ldap://{call}/a}}",
            f"http://{call}/",
            f"\\\\{call}\\share",
            "../../../../etc/passwd",
            "..%2f..%2fetc%2fpasswd",
            "file:///etc/passwd",
            "keys/kek",
            "x\r\nX-Injected: 1337",
            "x%0d%0aX-Injected:%201337",
            "*)(uid=*))(|(uid=*",
            "=1+1",
            "=HYPERLINK(\"http://x\")",
            "@SUM(1;1)",
            "__proto__",
            "constructor",
            "\u202egnp.exe",
            "\ufeffx",
            "\u2028x",
            "nan",
            "null",
            f"<!DOCTYPE a [<!ENTITY x SYSTEM 'http://{call}/'>]><a>&x;</a>",
        ]  # fmt: skip
        self._next = 0

    def one(self) -> str:
        self._next += 1
        return self.plant(self._corpus[self._next % len(self._corpus)])

    def header(self) -> str:
        """One that a header can carry."""
        return "".join(char for char in self.one() if " " <= char <= "~")

    def all(self):
        return list(self._corpus)


class Listener:
    """Counts who calls."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.at = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                self._socket.accept()[0].close()
            except OSError:
                return
            self.calls += 1

    def close(self):
        self._socket.close()
