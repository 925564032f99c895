"""`ariadna serve` over PostgreSQL, in a process of its own; called with port, folder, URLs by name as JSON, service."""

import json
import sys
from functools import partial
from pathlib import Path

from deploy.cli import serving
from deploy.wiring import Embedded, Servers

if __name__ == "__main__":
    port, data, urls, *service = sys.argv[1:]
    serving.Embedded = partial(Embedded, databases=Servers(json.loads(urls)))  # type: ignore[assignment, attr-defined]
    serving.serve(serving.Name(service[0]) if service else None, port=int(port), data=Path(data))
