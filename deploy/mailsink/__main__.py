"""`python -m deploy.mailsink --port P --dir D --webhook-url U`, or `… init --dir D` for the key alone."""

import argparse
from pathlib import Path

import uvicorn

from deploy.mailsink.app import make_app
from deploy.mailsink.keys import WebhookKey


def main() -> None:
    """Serves until stopped; `init` makes the webhook key and prints its public half (base64 DER)."""
    parser = argparse.ArgumentParser(prog="python -m deploy.mailsink", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("serve", "init"), default="serve")
    parser.add_argument("--dir", type=Path, required=True, help="folder of mail, events and key")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8025)
    parser.add_argument("--webhook-url", help="where events go; without it they wait")
    parser.add_argument("--api-key", help="the only key accepted; without it any is")
    given = parser.parse_args()
    given.dir.mkdir(parents=True, exist_ok=True)
    if given.command == "init":
        print(WebhookKey(given.dir).public_base64)
        return
    app = make_app(given.dir, given.webhook_url, given.api_key)
    uvicorn.run(app, host=given.host, port=given.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
