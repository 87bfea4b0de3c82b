"""Makes packs of evidence, and removes those that lapsed (contract P9)."""

import asyncio
import hashlib
from datetime import datetime

from sqlalchemy.exc import NoResultFound
from temporalio import activity

from activities.clock import now
from activities.evidence.certificate_seal import CertificateSeal
from activities.evidence.zip_stream import ZipStream
from activities.packs.contents import as_json, contents
from activities.packs.index import index_pdf
from activities.packs.measures import measures_evidence
from activities.packs.messages import PackReady
from activities.packs.people import people_evidence
from activities.vault.errors import KeyDestroyed
from activities.vault.vault import Vault
from models import Business, EvidencePack, User
from models.confinement import is_confined
from models.database import Database
from models.scope import Scope
from terms.evidence_packs import PackState, pack_fetched_until
from terms.roles import BusinessRole
from terms.texts import Holder

INDEX = "index.pdf"


class UnconfinedRole(RuntimeError):
    """The database role can get past row-level security."""


class PackMaker:
    """`confined` is the same database in a role that row-level security holds to its transaction's scope.

    `zone` is the holder's, in which days are counted (contract C1).
    """

    def __init__(
        self,
        database: Database,
        confined: Database,
        vault: Vault,
        seal: CertificateSeal,
        holder: Holder,
        zone: str,
    ) -> None:
        self._database = database
        self._confined = confined
        self._vault = vault
        self._seal = seal
        self._holder = holder
        self._zone = zone

    @activity.defn(name="Make evidence pack")
    async def make(self, pack_id: str) -> PackReady:
        """Gathers, seals and keeps it; repeated, it finds the one that was made.

        Raises `SigningError` while it cannot be sealed, and `UnconfinedRole` while the role in which the
        controller's data is read could see that of others.
        """
        async with self._database.transaction() as session:
            pack = await session.get(EvidencePack, pack_id)
        if pack is None or pack.state == PackState.LAPSED.value:
            return PackReady(None)
        if pack.state == PackState.READY.value:
            return PackReady(pack.fetch_until)
        try:
            at = now()
            archive = await self._archive(pack, at)
            await self._vault.put(pack.business_id, pack_key(pack.business_id, pack_id), archive)
            return PackReady(await self._keep(pack_id, archive, at))
        except (KeyDestroyed, NoResultFound, LookupError):
            return PackReady(None)

    @activity.defn(name="Let evidence pack lapse")
    async def lapse(self, pack_id: str) -> None:
        """Nobody can fetch it any more; then its object goes. May be repeated."""
        async with self._database.transaction() as session:
            pack = await session.get(EvidencePack, pack_id, with_for_update=True)
            if pack is None:
                return
            pack.state = PackState.LAPSED.value
            pack.lapsed_at = pack.lapsed_at or now()
            key = pack_key(pack.business_id, pack_id)
        await self._vault.delete(pack.business_id, key)

    async def _archive(self, pack: EvidencePack, at: datetime) -> bytes:
        """The zip: what the controller's owner may see, what the holder tells of itself (measures, and its
        staff by pseudonyms), and the sealed index.
        """
        async with self._database.transaction() as session:
            business = await session.get_one(Business, pack.business_id)
            owner = await session.get_one(User, business.owner_id)
            people = await people_evidence(session, business.id, at)
            measures = await measures_evidence(session, business.id, at, self._zone)
        roles = frozenset({BusinessRole.OWNER.value})
        scope = Scope.of_business(business.id, owner.id, roles)
        stream, made = ZipStream(at), bytearray()
        async with self._confined.transaction(scope) as session:
            if not await is_confined(session):
                raise UnconfinedRole("the role of DATABASE_URL sees rows of other tenants")
            async for name, data in contents(session, business.id, at, owner.language, self._zone):
                made += await asyncio.to_thread(stream.add, name, data)
        for name, told in (("measures.json", measures), ("people.json", people)):
            made += await asyncio.to_thread(stream.add, name, as_json(told))
        made += stream.add("index.json", as_json(stream.listing))
        plain = await asyncio.to_thread(
            index_pdf,
            pack.id,
            business.id,
            stream.listing,
            self._holder,
            at,
            owner.language,
            self._zone,
        )
        sealed = await self._seal.seal(plain, at)
        made += stream.add(INDEX, sealed.data)
        return bytes(made + stream.close())

    async def _keep(self, pack_id: str, archive: bytes, at: datetime) -> datetime | None:
        async with self._database.transaction() as session:
            pack = await session.get_one(EvidencePack, pack_id, with_for_update=True)
            if pack.state == PackState.MAKING.value:
                pack.state = PackState.READY.value
                pack.made_at, pack.size = at, len(archive)
                pack.sha256 = hashlib.sha256(archive).hexdigest()
                pack.fetch_until = pack_fetched_until(at, self._zone)
            return pack.fetch_until


def pack_key(business_id: str, pack_id: str) -> str:
    """Where the vault keeps a pack."""
    return f"{business_id}/evidence-packs/{pack_id}"
