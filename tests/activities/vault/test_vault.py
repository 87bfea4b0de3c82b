"""Objects come back as they were put, or not at all."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import obstore
import pytest
from obstore.store import LocalStore, ObjectStore
from sqlalchemy.exc import ProgrammingError

from activities.vault.cipher import CHUNK, HEADER, TAG, encrypt
from activities.vault.errors import KeyDestroyed, ObjectDamaged, ObjectMissing, StorageUnavailable
from activities.vault.factory import store_from_settings, vault_from_settings
from activities.vault.keys import BusinessKeys
from activities.vault.storage import Storage
from activities.vault.vault import Vault
from models.database import Database
from terms.retention import DataClass
from tests.purging import let_come_due

DOCUMENTS, BILLING = DataClass.DOCUMENTS_AND_EVIDENCE, DataClass.CONTRACT_AND_BILLING
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 12 * CHUNK + 5]


@pytest.mark.parametrize("size", SIZES)
async def test_gives_back_what_was_put(vault: Vault, business_id: str, size: int) -> None:
    data = os.urandom(size)
    await vault.put(business_id, f"{business_id}/documents/a", data)
    assert await vault.get(business_id, f"{business_id}/documents/a") == data


async def test_streams_in_both_directions(vault: Vault, business_id: str) -> None:
    async def content() -> AsyncIterator[bytes]:
        for number in range(40):
            yield bytes([number]) * 100_000

    await vault.put_stream(business_id, f"{business_id}/documents/a", content())
    chunks = [chunk async for chunk in await vault.open_read(business_id, f"{business_id}/documents/a")]
    assert len(chunks) == 4
    assert b"".join(chunks) == b"".join([piece async for piece in content()])


@pytest.mark.parametrize("begin", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 6])
async def test_reads_from_any_place_on(vault: Vault, business_id: str, begin: int) -> None:
    data = os.urandom(3 * CHUNK + 7)
    await vault.put(business_id, f"{business_id}/documents/a", data)
    rest = [
        chunk async for chunk in await vault.open_read_from(business_id, f"{business_id}/documents/a", begin)
    ]
    assert b"".join(rest) == data[begin:]


async def test_what_is_read_from_a_place_on_is_checked(
    vault: Vault, store: ObjectStore, business_id: str
) -> None:
    key = f"{business_id}/documents/a"
    await vault.put(business_id, key, os.urandom(3 * CHUNK + 7))
    stored = await _stored(store, key)
    second, third = (HEADER + number * (CHUNK + TAG) for number in (1, 2))
    swapped = stored[:second] + stored[third : third + CHUNK + TAG] + stored[second:third]
    for damaged in (
        swapped + stored[third + CHUNK + TAG :],
        stored[: third + CHUNK + TAG],
        b"x" + stored[1:],
    ):
        await obstore.put_async(store, key, damaged)
        with pytest.raises(ObjectDamaged):
            await _all(await vault.open_read_from(business_id, key, CHUNK))
    for short, begin in ((stored[: HEADER - 1], 0), (stored[:second], CHUNK), (stored[:second], 2 * CHUNK)):
        await obstore.put_async(store, key, short)
        with pytest.raises(ObjectDamaged):
            await _all(await vault.open_read_from(business_id, key, begin))
    await vault.delete(business_id, key)
    with pytest.raises(ObjectMissing):
        await vault.open_read_from(business_id, key, CHUNK)


async def _all(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def test_a_stream_that_breaks_off_stores_nothing(vault: Vault, business_id: str) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield bytes(20 * CHUNK)
        raise RuntimeError("the sender hung up")

    with pytest.raises(RuntimeError, match="hung up"):
        await vault.put_stream(business_id, f"{business_id}/documents/a", content())
    assert not await vault.exists(business_id, f"{business_id}/documents/a")


async def test_replaces_deletes_and_says_what_is_there(vault: Vault, business_id: str) -> None:
    key = f"{business_id}/documents/doc_1"
    assert not await vault.exists(business_id, key)
    await vault.put(business_id, key, b"first")
    await vault.put(business_id, key, b"second")
    assert await vault.exists(business_id, key)
    assert await vault.get(business_id, key) == b"second"
    await vault.delete(business_id, key)
    await vault.delete(business_id, key)
    assert not await vault.exists(business_id, key)
    with pytest.raises(ObjectMissing):
        await vault.get(business_id, key)


@pytest.mark.rule("M5")
async def test_nothing_is_stored_in_clear(vault: Vault, store: ObjectStore, business_id: str) -> None:
    await vault.put(business_id, f"{business_id}/documents/a", b"confidential" * 1000)
    stored = await _stored(store, f"{business_id}/documents/a")
    assert b"confidential" not in stored
    assert len(stored) == HEADER + 12_000 + TAG


def _flip(place: int):
    def damage(stored: bytes) -> bytes:
        altered = bytearray(stored)
        altered[place] ^= 1
        return bytes(altered)

    return damage


SECOND = HEADER + CHUNK + TAG
DAMAGES = {
    "a flipped bit in the magic": _flip(0),
    "a flipped bit in the wrapped key": _flip(20),
    "a flipped bit in a chunk": _flip(SECOND + 7),
    "a flipped bit in the last tag": _flip(-1),
    "nothing left": lambda stored: stored[:0],
    "only part of the header": lambda stored: stored[: HEADER - 1],
    "cut off at a chunk's end": lambda stored: stored[:SECOND],
    "cut off right after the header": lambda stored: stored[:HEADER],
    "cut off within a chunk": lambda stored: stored[:-5],
    "chunks in another order": lambda stored: (
        stored[:HEADER]
        + stored[SECOND : SECOND + CHUNK + TAG]
        + stored[HEADER:SECOND]
        + stored[SECOND + CHUNK + TAG :]
    ),
    "a chunk repeated": lambda stored: stored[:SECOND] + stored[HEADER:],
    "a chunk left out": lambda stored: stored[:HEADER] + stored[SECOND:],
    "bytes added": lambda stored: stored + b"\0",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
async def test_damage_is_noticed(damage, database: Database, tmp_path: Path, business_id: str) -> None:
    store = LocalStore(tmp_path)
    vault = Vault(database, store, bytes(32))
    key = f"{business_id}/documents/a"
    await vault.put(business_id, key, os.urandom(2 * CHUNK + 100))
    await obstore.put_async(store, key, damage(await _stored(store, key)))
    with pytest.raises(ObjectDamaged):
        await vault.get(business_id, key)


@pytest.mark.rule("M5")
async def test_an_object_does_not_open_under_another_key(
    vault: Vault, store: ObjectStore, business_id: str
) -> None:
    await vault.put(business_id, f"{business_id}/documents/a", b"one")
    await vault.put(business_id, f"{business_id}/documents/b", b"two")
    await obstore.put_async(
        store, f"{business_id}/documents/a", await _stored(store, f"{business_id}/documents/b")
    )
    with pytest.raises(ObjectDamaged):
        await vault.get(business_id, f"{business_id}/documents/a")


@pytest.mark.rule("M5")
async def test_a_wrong_master_key_opens_nothing(database: Database, tmp_path: Path, business_id: str) -> None:
    await Vault(database, LocalStore(tmp_path), bytes(32)).put(
        business_id, f"{business_id}/documents/a", b"one"
    )
    with pytest.raises(ObjectDamaged, match="wrapped key of business"):
        await Vault(database, LocalStore(tmp_path), b"\1" * 32).get(business_id, f"{business_id}/documents/a")
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(database, LocalStore(tmp_path), b"short")


@pytest.mark.parametrize("key", ["biz_other/a", "a", "{business}x/a", "{business}/../biz_other/a"])
async def test_a_business_reaches_only_its_own_objects(vault: Vault, business_id: str, key: str) -> None:
    key = key.replace("{business}", business_id)
    for act in (vault.get, vault.delete, vault.exists, vault.open_read):
        with pytest.raises(ValueError, match="does not belong"):
            await act(business_id, key)
    with pytest.raises(ValueError, match="does not belong"):
        await vault.put(business_id, key, b"")


async def test_nothing_is_stored_of_which_no_purge_would_know(vault: Vault, business_id: str) -> None:
    with pytest.raises(ValueError, match="of which class"):
        await vault.put(business_id, f"{business_id}/drafts/1", b"x")
    assert not await vault.exists(business_id, f"{business_id}/drafts/1")


async def test_first_uses_at_once_share_one_key(vault: Vault, business_id: str) -> None:
    await asyncio.gather(
        *(
            vault.put(business_id, f"{business_id}/documents/{number}", bytes([number]))
            for number in range(12)
        )
    )
    found = await asyncio.gather(
        *(vault.get(business_id, f"{business_id}/documents/{number}") for number in range(12))
    )
    assert found == [bytes([number]) for number in range(12)]


async def test_a_destroyed_key_takes_everything_along(
    vault: Vault, shredder: Vault, database: Database, business_id: str
) -> None:
    await vault.put(business_id, f"{business_id}/documents/a", b"one")
    await vault.put(business_id, f"{business_id}/invoices/1.pdf", b"kept for longer")
    await let_come_due(database, business_id)
    await shredder.destroy_key(business_id, DOCUMENTS)
    await shredder.destroy_key(business_id, DOCUMENTS)
    with pytest.raises(KeyDestroyed):
        await vault.get(business_id, f"{business_id}/documents/a")
    with pytest.raises(KeyDestroyed):
        await vault.put(business_id, f"{business_id}/documents/b", b"two")
    assert not await vault.exists(business_id, f"{business_id}/documents/b")
    assert await vault.get(business_id, f"{business_id}/invoices/1.pdf") == b"kept for longer"


async def test_a_key_destroyed_before_its_first_use_is_never_made(
    vault: Vault, shredder: Vault, database: Database, business_id: str
) -> None:
    with pytest.raises(ObjectMissing):
        await vault.get(business_id, f"{business_id}/documents/a")
    await let_come_due(database, business_id)
    await shredder.destroy_key(business_id, DOCUMENTS)
    with pytest.raises(KeyDestroyed):
        await vault.put(business_id, f"{business_id}/documents/a", b"one")


async def test_no_key_is_destroyed_before_its_time_or_by_anybody_else(
    vault: Vault, shredder: Vault, database: Database, business_id: str
) -> None:
    await vault.put(business_id, f"{business_id}/documents/a", b"one")
    with pytest.raises(ProgrammingError, match="row-level security"):
        await shredder.destroy_key(business_id, DOCUMENTS)
    await let_come_due(database, business_id)
    with pytest.raises(ProgrammingError, match="by the retention alone"):
        await vault.destroy_key(business_id, DOCUMENTS)
    assert await vault.get(business_id, f"{business_id}/documents/a") == b"one"


async def test_an_invoice_from_before_classes_had_keys_is_read_and_moved(
    vault: Vault, shredder: Vault, database: Database, store: ObjectStore, business_id: str
) -> None:
    key, content = f"{business_id}/invoices/1.pdf", b"x" * (CHUNK + 7)
    only = await BusinessKeys(database, bytes(32)).find_or_make(business_id, DOCUMENTS)
    await Storage(store).put(key, encrypt(only, key, _whole(content)))
    assert await vault.get(business_id, key) == content
    for _ in range(2):
        await vault.move_to_own_key(business_id, key)
    await let_come_due(database, business_id)
    await shredder.destroy_key(business_id, DOCUMENTS)
    assert await vault.get(business_id, key) == content


async def test_objects_are_listed_by_class(vault: Vault, business_id: str) -> None:
    for name in ("documents/1", "invoices/1.pdf", "envelopes/1/revisions/2"):
        await vault.put(business_id, f"{business_id}/{name}", b"x")
    found = {
        kind: {key.removeprefix(f"{business_id}/") async for key, _ in vault.objects(business_id, kind)}
        for kind in (DOCUMENTS, BILLING)
    }
    assert found == {DOCUMENTS: {"documents/1", "envelopes/1/revisions/2"}, BILLING: {"invoices/1.pdf"}}


async def test_a_storage_that_does_not_answer_is_said_so(
    database: Database, make_settings, business_id: str
) -> None:
    settings = make_settings(
        storage_url="s3://bucket",
        storage_endpoint="http://127.0.0.1:9",
        storage_region="x",
        storage_access_key_id="id",
        storage_secret_access_key="secret",
    )
    vault = vault_from_settings(settings, database)
    with pytest.raises(StorageUnavailable):
        await vault.put(business_id, f"{business_id}/documents/a", b"one")


async def test_the_folder_is_made_when_missing(
    database: Database, make_settings, tmp_path, business_id
) -> None:
    folder = tmp_path / "a folder" / "vault"
    vault = vault_from_settings(make_settings(storage_url=folder.as_uri()), database)
    await vault.put(business_id, f"{business_id}/documents/a", b"one")
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["a"]


@pytest.mark.parametrize("url", ["", "file://host/path", "ftp://x/y", "s3:///prefix", "/path"])
def test_an_address_that_names_no_storage_is_refused(make_settings, url: str) -> None:
    with pytest.raises(ValueError, match="STORAGE_URL"):
        store_from_settings(make_settings(storage_url=url))


async def _stored(store: ObjectStore, key: str) -> bytes:
    return bytes(await (await obstore.get_async(store, key)).bytes_async())


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
