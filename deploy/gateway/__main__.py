"""`python -m deploy.gateway --port P --dir D --webhook-url U`; the webhook's secret is in the environment."""

import argparse
import os
from pathlib import Path

import uvicorn

from deploy.gateway.app import make_app

SECRET_SETTING = "STRIPE_WEBHOOK_SECRET"  # noqa: S105 - the name of a setting


def main() -> None:
    """Serves until stopped."""
    parser = argparse.ArgumentParser(prog="python -m deploy.gateway", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="folder of the gateway's state")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8026)
    parser.add_argument("--webhook-url", help="where events go; without it they wait")
    parser.add_argument("--api-key", help="the only key accepted; without it any is")
    given = parser.parse_args()
    base_url = f"http://{given.host}:{given.port}"
    app = make_app(given.dir, base_url, os.environ[SECRET_SETTING], given.webhook_url, given.api_key)
    uvicorn.run(app, host=given.host, port=given.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
