"""The page `docs/roles.md`: who may do what, by grants and routes. `python -m api.roles` prints it."""

import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import groupby

from fastapi.routing import APIRoute

from api.access.rule import Rule, rule_of
from api.routes import ROUTERS
from terms.roles import APART, BUSINESS_GRANTS, DUTIES, KEY_SCOPES, POWERFUL_ROLES, STAFF_GRANTS, Permission
from terms.subscription import ACTIVE, DownloadReason, Standing, SubscriptionState
from terms.subscription_capabilities import Capability, capabilities

_HEAD = """# Who may do what

Made from `terms/roles.py` and the access rules of the routes: `python -m api.roles > docs/roles.md`; a test
holds it true. Every route names the one permission that it needs; nobody has one that is not granted here
(contract A5, M2).
"""
_STAFF = """
## Staff of the holder

Named people, each with a second factor, a password younger than six months, and the confidentiality
commitments accepted: without these a role opens nothing. No role reads customers' documents. A reviewer sees
pages of a reported document whose report they claimed; the DPO sees pages of a document of a blocked
business, with a second person's approval: each time with a reason, for minutes, recorded, and shown to the
owner.

"""
_APART = """
Roles marked † let others in or see documents: giving one takes a second person of `security`, who is neither
who asked nor whom it is about. One person cannot hold together:

"""
_BUSINESS = """
## People of a business

An API key has the scopes it was given among those marked, and never more than its maker.

"""
_ROUTES = """
## What each permission opens

"In person": a session, never an API key. "Stepped up": after proving again, within minutes, who one is.

"""
_STANDINGS = """
## What the standing of a business allows

Asked in one place (`terms/subscription_capabilities.py`) for owners, guests, keys alike (contract S16, S17).
`blocked` and `purged` allow nothing; links of signers open nothing then either.

"""
_OTHERS = """
## Routes that need no permission

| who | routes |
|---|---|
"""


def page() -> str:
    """The documentation page."""
    return "".join(
        (
            _HEAD,
            _STAFF,
            _duties(),
            "\n",
            _matrix({role.value: granted for role, granted in STAFF_GRANTS.items()}),
            _APART,
            "".join(
                f"- `{'` and `'.join(sorted(role.value for role in pair))}`: {why}\n"
                for pair, why in APART.items()
            ),
            _BUSINESS,
            _matrix({role.value: granted for role, granted in BUSINESS_GRANTS.items()} | {"key": KEY_SCOPES}),
            _ROUTES,
            _permissions(),
            _STANDINGS,
            _standings(),
            _OTHERS,
            _others(),
        )
    )


def _duties() -> str:
    rows = (f"| {role.value}{' †' * (role in POWERFUL_ROLES)} | {duty} |\n" for role, duty in DUTIES.items())
    return "| role | duty |\n|---|---|\n" + "".join(rows)


def _matrix(grants: Mapping[str, Set[Permission]]) -> str:
    """One line per permission that somebody here has, one column per role."""
    columns = list(grants)
    lines = [f"| permission | {' | '.join(columns)} |", f"|---|{':-:|' * len(columns)}"]
    for permission in Permission:
        marks = ["✓" if permission in grants[column] else "" for column in columns]
        if any(marks):
            lines.append(f"| `{permission.value}` | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


def _routes() -> Sequence[tuple[str, Rule]]:
    """Every route of the API as `METHOD path`, with its rule."""
    return [
        (f"`{method} {route.path}`", rule_of(route.endpoint))
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in sorted(route.methods or ())
    ]


def _permissions() -> str:
    routes = _routes()
    lines = ["| permission | routes |", "|---|---|"]
    for permission in Permission:
        opened = [name + _conditions(rule) for name, rule in routes if rule.permission is permission]
        lines.append(f"| `{permission.value}` | {_listed(opened) or 'none yet'} |")
    return "\n".join(lines) + "\n"


def _conditions(rule: Rule) -> str:
    in_person = rule.permission in KEY_SCOPES and len(rule.schemes) == 1
    words = [word for word, said in (("in person", in_person), ("stepped up", rule.step_up)) if said]
    return f" ({', '.join(words)})" if words else ""


def _standings() -> str:
    """One line per capability, one column per standing in which a business can be at work."""
    columns = [ACTIVE, *(Standing(SubscriptionState.DOWNLOAD_ONLY, reason) for reason in DownloadReason)]
    names = [standing.reason or standing.state for standing in columns]
    lines = [f"| capability | {' | '.join(names)} | routes |", f"|---|{':-:|' * len(columns)}---|"]
    routes = _routes()
    for capability in Capability:
        marks = ["✓" if capability in capabilities(standing) else "" for standing in columns]
        taken = [name for name, rule in routes if rule.capability is capability]
        listed = f"all others ({len(taken)})" if capability is Capability.SIGN_IN else _listed(taken)
        lines.append(f"| `{capability.value}` | {' | '.join(marks)} | {listed} |")
    return "\n".join(lines) + "\n"


def _others() -> str:
    without = sorted(
        ((rule.name, name) for name, rule in _routes() if rule.permission is None), key=lambda pair: pair[0]
    )
    groups = groupby(without, key=lambda pair: pair[0])
    return "".join(f"| {who} | {_listed(name for _, name in routes)} |\n" for who, routes in groups)


def _listed(names: Iterable[str]) -> str:
    return "<br>".join(names)


if __name__ == "__main__":
    sys.stdout.write(page())
