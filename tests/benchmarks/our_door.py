"""`ariadna serve intake` over PostgreSQL but without brokers: what F3 measures. Told port, folder, URLs as JSON."""

import json
import sys
from functools import partial
from pathlib import Path

from deploy.cli import serving
from deploy.databases import Servers
from deploy.wiring import Embedded

if __name__ == "__main__":
    port, folder, urls = sys.argv[1:]
    over_postgres = partial(Embedded, databases=Servers(json.loads(urls)))
    vars(serving)["installation"] = over_postgres
    serving.serve(serving.Name("intake"), port=int(port), data=Path(folder))
