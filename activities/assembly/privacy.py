"""Activities of data protection: people's rights, controllers' instructions, breaches, sub-processors."""

from activities.assembly.workshop import Activities, Workshop
from activities.packs.maker import PackMaker
from activities.records.breach_charge import BreachCharge
from activities.records.breach_reach import BreachReach
from activities.records.breach_records import BreachRecords
from activities.records.breach_telling import BreachTelling
from activities.records.controller_post import ControllerPost
from activities.records.incident_records import IncidentRecords
from activities.records.instruction_records import InstructionRecords
from activities.records.officer_changes import OfficerChanges
from activities.records.rights_request_post import RightsRequestPost
from activities.records.rights_request_reach import RightsRequestReach
from activities.records.rights_request_records import RightsRequestRecords
from activities.records.subprocessor_reach import SubprocessorReach
from activities.records.subprocessor_records import SubprocessorRecords
from activities.subjects.certificate import SubjectCertificates
from activities.subjects.erasing import Erasure
from activities.subjects.exporting import SubjectExports
from activities.subjects.rectifying import Rectifications
from activities.subjects.restricting import Restrictions


def privacy_activities(shop: Workshop) -> Activities:
    """What the holder owes as processor, and as controller of its own customers."""
    return (
        *_breach_activities(shop),
        *_request_activities(shop),
        *_controller_activities(shop),
        *_subject_activities(shop),
    )


def _breach_activities(shop: Workshop) -> Activities:
    breaches = BreachRecords(shop.database, shop.mailer, shop.seat)
    return (
        breaches.measure,
        breaches.load,
        breaches.tell,
        breaches.record,
        BreachCharge(shop.database).find_left,
        BreachReach(shop.database, shop.mailer).reach,
        BreachTelling(shop.database, shop.mailer).tell_all,
        IncidentRecords(shop.database).open,
    )


def _request_activities(shop: Workshop) -> Activities:
    requests = RightsRequestRecords(shop.database, shop.seat)
    post = RightsRequestPost(shop.database, shop.mailer)
    reach = RightsRequestReach(shop.database, shop.mailer)
    return (
        requests.look,
        requests.record,
        post.pass_on,
        post.remind,
        post.tell_person,
        reach.reach,
        reach.note_answers,
    )


def _controller_activities(shop: Workshop) -> Activities:
    subprocessors = SubprocessorRecords(shop.database, shop.mailer, shop.seat)
    instructions = InstructionRecords(shop.database, shop.seat)
    controllers = ControllerPost(shop.database, shop.mailer)
    officers = OfficerChanges(shop.database, shop.mailer)
    packs = PackMaker(shop.database, shop.confined, shop.vault, shop.seal, shop.holder, shop.zone)
    return (
        subprocessors.announce,
        subprocessors.drop,
        subprocessors.record,
        SubprocessorReach(shop.database, shop.mailer, shop.seat).reach,
        instructions.record,
        instructions.refuse,
        instructions.readers,
        controllers.tell_of_act,
        controllers.tell_of_duty,
        controllers.tell_of_disclosure,
        controllers.note_returned,
        officers.find,
        officers.tell,
        officers.reach,
        packs.make,
        packs.lapse,
    )


def _subject_activities(shop: Workshop) -> Activities:
    exports = SubjectExports(shop.database, shop.vault, shop.zone)
    restrictions = Restrictions(shop.database, shop.commands)
    return (
        exports.make,
        exports.remove,
        restrictions.restrict,
        restrictions.release,
        Rectifications(shop.database, shop.commands).rectify,
        Erasure(shop.database, shop.vault, shop.zone).erase,
        SubjectCertificates(shop.database, shop.seal, shop.holder, shop.zone).certify,
    )
