"""`python -m deploy.administrator --email ana.soler@… --name "Ana Soler"`: makes the first administrator.

The link is mailed, or printed with `--print`. It works once, within the hour; the person chooses a password
and enrols a second factor: there is no default password. Settings come from the environment, or from the
local stack that runs.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from activities.mail.links import LinkTokens
from deploy.administrator.invitation import Administrator, Invited, NotInvited, invite_administrator
from deploy.prepare import settings_from
from deploy.stack.stack import DEFAULT_FOLDER
from models.database import Database, make_engine
from settings import Settings
from workflows.connection import connect
from workflows.identifiers import staff_joiner_workflow_id
from workflows.staff_joiner import StaffJoinerStart, StaffJoinerWorkflow


def main() -> None:
    """Invites; ends with 1 and a sentence when it cannot."""
    parser = argparse.ArgumentParser(prog="python -m deploy.administrator", description=__doc__)
    parser.add_argument("--email", required=True, help="their own work address")
    parser.add_argument("--name", required=True, help="their name")
    parser.add_argument("--language", choices=("es", "en"), default="es")
    parser.add_argument("--reason", default="made by the command on the server", help="kept in their record")
    parser.add_argument("--another", action="store_true", help="although there is an administrator")
    parser.add_argument("--print", action="store_true", dest="show", help="print the link, mail nothing")
    given = parser.parse_args()
    person = Administrator(given.email, given.name, given.language, given.reason)
    try:
        settings = settings_from(environment(os.environ, DEFAULT_FOLDER))
        invited = asyncio.run(invite(settings, person, another=given.another, mail=not given.show))
    except NotInvited as error:
        sys.exit(f"administrator: {error}")
    print(f"invited: {invited.invitation_id}, until {invited.expires_at:%Y-%m-%d %H:%M} UTC")
    print(f"link: {invited.link}" if given.show else f"The link was mailed to {given.email}.")


async def invite(settings: Settings, person: Administrator, *, another: bool, mail: bool) -> Invited:
    """Makes the invitation and, with `mail`, has its workflow send it. Raises `NotInvited`."""
    client = None
    if mail:
        try:
            client = await connect(settings)
        except RuntimeError as error:
            raise NotInvited("Temporal cannot be reached, so nothing can be mailed: say --print.") from error
    if not settings.worker_database_url:
        raise NotInvited("Set WORKER_DATABASE_URL: nobody of the API's role may make an administrator.")
    database = Database(make_engine(settings.worker_database_url))
    try:
        tokens = LinkTokens.from_secret(settings.link_key)
        invited = await invite_administrator(database, tokens, settings.public_url, person, another=another)
    finally:
        await database.close()
    if client is not None:
        await client.start_workflow(
            StaffJoinerWorkflow.run,
            StaffJoinerStart(invited.invitation_id),
            id=staff_joiner_workflow_id(invited.invitation_id),
            task_queue=settings.temporal_task_queue,
        )
    return invited


def environment(given: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    """The service's settings: those given, or those of the stack that runs in `folder`."""
    if given.get("DATABASE_URL"):
        return given
    state = folder / "stack.json"
    env: dict[str, str] = json.loads(state.read_text())["env"] if state.exists() else {}
    if not env:
        raise NotInvited("Set the service's settings (DATABASE_URL …), or start the local stack: make dev.")
    return env


if __name__ == "__main__":
    main()
