"""`python -m deploy.pki init|serve --dir D [--port P]`: makes the PKI, or serves it at 127.0.0.1."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from deploy.pki.folder import PkiFolder
from deploy.pki.service import make_service

DEFAULT_PORT = 9100
HOST = "127.0.0.1"


def main() -> None:
    """Runs the command; `serve` makes the PKI first where there is none, and keeps its port for ever."""
    parser = argparse.ArgumentParser(prog="python -m deploy.pki", description=__doc__)
    parser.add_argument("command", choices=["init", "serve"])
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, help=f"of a new PKI; {DEFAULT_PORT} unless told")
    arguments = parser.parse_args()
    folder = PkiFolder(arguments.dir)
    if not folder.exists or arguments.port:
        folder.create(f"http://{HOST}:{arguments.port or DEFAULT_PORT}")
    if arguments.command == "serve":
        address = urlsplit(folder.base_url)
        uvicorn.run(
            make_service(folder.open()),
            host=address.hostname or HOST,
            port=address.port or 80,
            log_level="warning",
        )


if __name__ == "__main__":
    main()
