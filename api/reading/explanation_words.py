"""The explanation's one sentence, in Spanish and English."""

from collections.abc import Sequence

from activities.records.envelope_messages import Step
from api.schemas.envelopes import PendingWork, WaitedFor
from models import Envelope
from terms.envelope import EnvelopeState, SignerState

_STEPS = {
    "es": {
        Step.DRAFT: "Es un borrador: todavía no se ha enviado.",
        Step.INVITING: "Enviando las invitaciones a firmar.",
        Step.WAITING_FOR_SIGNERS: "Esperando a que firmen: {names}.",
        Step.APPLYING_SIGNATURES: "Aplicando al documento una firma ya aceptada.",
        Step.SEALING: "Todos han firmado: sellando el documento.",
        Step.CERTIFYING: "Emitiendo el certificado de evidencias.",
        Step.TELLING: "Avisando a todas las partes del resultado.",
        Step.PAUSED: "En pausa: el servicio del remitente está interrumpido.",
    },
    "en": {
        Step.DRAFT: "It is a draft and has not been sent.",
        Step.INVITING: "Sending the invitations to sign.",
        Step.WAITING_FOR_SIGNERS: "Waiting for the signature of: {names}.",
        Step.APPLYING_SIGNATURES: "Applying an accepted signature to the document.",
        Step.SEALING: "Everybody has signed: sealing the document.",
        Step.CERTIFYING: "Issuing the certificate of evidence.",
        Step.TELLING: "Telling all parties the result.",
        Step.PAUSED: "Paused: the sender's service is interrupted.",
    },
}
_ENDINGS = {
    "es": {
        EnvelopeState.COMPLETED: "Completado: todos han firmado y el documento está sellado.",
        EnvelopeState.DECLINED: "Terminado: un firmante rechazó firmar.",
        EnvelopeState.EXPIRED: "Terminado: caducó sin todas las firmas.",
        EnvelopeState.VOIDED: "Terminado: el remitente lo anuló.",
    },
    "en": {
        EnvelopeState.COMPLETED: "Completed: everybody has signed and the document is sealed.",
        EnvelopeState.DECLINED: "Ended: a signer declined.",
        EnvelopeState.EXPIRED: "Ended: it expired without all signatures.",
        EnvelopeState.VOIDED: "Ended: the sender voided it.",
    },
}
_AFTER_THE_END = frozenset({Step.APPLYING_SIGNATURES, Step.CERTIFYING, Step.TELLING})
"""What is still done once an envelope has ended."""
_BOUNCED = {
    "es": "No se pudo entregar el correo a {names}: corrija la dirección.",
    "en": "The mail to {names} could not be delivered: correct the address.",
}
_RETRYING = {
    "es": "«{name}» ha fallado {failed} veces y se sigue intentando; último error: {error}",
    "en": "“{name}” has failed {failed} times and is being retried; last error: {error}",
}
_RESTRICTED = {
    "es": "En pausa: el tratamiento está limitado a petición de una persona que figura en él.",
    "en": "Paused: processing is restricted at the request of a person in it.",
}
_UNREACHABLE = {
    "es": "El motor de flujos no responde ahora; esto es lo último que se sabe.",
    "en": "The workflow engine does not answer now; this is the last that is known.",
}


def summary(
    envelope: Envelope,
    waited_for: Sequence[WaitedFor],
    pending: Sequence[PendingWork],
    engine: str,
    language: str,
    *,
    restricted: bool = False,
) -> str:
    """What applies of: step, restriction, undelivered mail, what keeps failing, whether Temporal answers."""
    is_held = restricted and envelope.step == Step.PAUSED
    sentences = [_RESTRICTED[language] if is_held else _where(envelope, waited_for, language)]
    bounced = [signer.name for signer in waited_for if signer.state is SignerState.BOUNCED]
    if bounced:
        sentences.append(_BOUNCED[language].format(names=", ".join(bounced)))
    sentences += [
        _RETRYING[language].format(name=work.name, failed=work.attempts - 1, error=work.last_error)
        for work in pending
        if work.last_error is not None
    ]
    if engine == "unreachable":
        sentences.append(_UNREACHABLE[language])
    return " ".join(sentences)


def _where(envelope: Envelope, waited_for: Sequence[WaitedFor], language: str) -> str:
    state, step = EnvelopeState(envelope.state), Step(envelope.step)
    ending = _ENDINGS[language].get(state)
    if ending is None:
        names = ", ".join(signer.name for signer in waited_for) or "—"
        return _STEPS[language].get(step, _STEPS[language][Step.WAITING_FOR_SIGNERS]).format(names=names)
    return f"{ending} {_STEPS[language][step]}" if step in _AFTER_THE_END else ending
