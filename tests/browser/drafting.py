"""What a program does with a tab's session, past the pages: uploads, and drafts an envelope."""

import base64

from tests.api.calling import pdf
from tests.browser.driving import Tab

_UPLOAD = """async (pdf) => {
  const bytes = Uint8Array.from(atob(pdf), (letter) => letter.charCodeAt(0));
  const form = new FormData();
  form.append("file", new Blob([bytes], { type: "application/pdf" }), "contrato.pdf");
  return (await (await fetch("/v1/documents", { method: "POST", body: form })).json()).id;
}"""
_DRAFT = """async (draft) => {
  const headers = { "Content-Type": "application/json" };
  const made = await fetch("/v1/envelopes", { method: "POST", headers, body: JSON.stringify(draft) });
  return made.status;
}"""


async def uploaded(tab: Tab) -> str:
    """The id of a document of the business that the tab works for."""
    return str(await tab.page.evaluate(_UPLOAD, base64.b64encode(pdf()).decode()))


async def drafted(tab: Tab, email: str, name: str) -> None:
    """An envelope of that business, not sent yet, whose one signer and whose title this person is."""
    document_id = await uploaded(tab)
    field = {"document_id": document_id, "page": 1, "x": 0.1, "y": 0.1, "width": 0.3, "height": 0.08}
    draft = {
        "title": f"Alquiler de {name}",
        "document_ids": [document_id],
        "signers": [{"name": name, "email": email, "routing_order": 1, "fields": [field]}],
    }
    assert await tab.page.evaluate(_DRAFT, draft) == 201
