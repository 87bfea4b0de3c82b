"""`python -m deploy.messagesink --port P --account AC… --auth-token-env NAME`."""

import argparse
import os

import uvicorn

from deploy.messagesink.app import make_app


def main() -> None:
    """Serves until stopped. What it took is lost when it ends."""
    parser = argparse.ArgumentParser(prog="python -m deploy.messagesink", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8027)
    parser.add_argument("--account", required=True, help="the only account accepted")
    parser.add_argument("--auth-token-env", required=True, help="environment variable that holds its token")
    given = parser.parse_args()
    app = make_app(given.account, os.environ[given.auth_token_env])
    uvicorn.run(app, host=given.host, port=given.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
