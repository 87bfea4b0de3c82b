"""A signer: opens the mailed link, reads, accepts, and signs."""

from urllib.parse import urlsplit

from deploy.demo.http import Api


def sign(api: Api, link: str) -> None:
    """Signs everything behind the link with the signer's typed name. Raises `RefusedError`."""
    base = f"/v1/signing/{urlsplit(link).path.rsplit('/', 1)[-1]}"
    view = api.get(base)
    for document in view["documents"]:
        for number in range(1, len(document["pages"]) + 1):
            api.get_bytes(f"{base}/documents/{document['id']}/pages/{number}.png")
    consent = {name: view["consent"][name] for name in ("version", "language", "sha256")}
    signature = {"method": "typed", "text": view["signer_name"]}
    api.post(f"{base}/signature", {"consent": consent, "signature": signature, "values": {}})
