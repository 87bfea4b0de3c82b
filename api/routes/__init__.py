"""One router per resource."""

from api.routes import (
    accounts,
    activity,
    api_keys,
    captcha,
    documents,
    envelope_acts,
    envelope_files,
    envelopes,
    invitations,
    members,
    operations,
    pages,
    plans,
    sessions,
    signing,
    terms,
    timelines,
    webhooks,
)

ROUTERS = (
    captcha.router,
    accounts.router,
    sessions.router,
    api_keys.router,
    invitations.router,
    members.router,
    activity.router,
    terms.router,
    plans.router,
    timelines.router,
    documents.router,
    envelopes.router,
    envelope_acts.router,
    envelope_files.router,
    signing.router,
    webhooks.router,
    operations.router,
    pages.router,
)
"""All routes, in the order in which paths are matched and documented."""
