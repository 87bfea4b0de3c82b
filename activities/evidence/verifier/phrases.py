"""What the verifier says, in Spanish and English."""

PHRASES = {
    "title": (
        "Comprobación del paquete de evidencias del envío {envelope}",
        "Check of the evidence package of envelope {envelope}",
    ),
    "section_files": ("Archivos", "Files"),
    "section_chain": ("Registro de eventos", "Record of events"),
    "section_documents": ("Documentos", "Documents"),
    "section_certificate": ("Certificado de evidencias", "Certificate of evidence"),
    "section_texts": ("Textos aceptados", "Texts accepted"),
    "section_trust": ("Certificados raíz en que se confía", "Root certificates trusted"),
    "unreadable": ("no se puede leer el paquete: {cause}", "the package cannot be read: {cause}"),
    "files_match": (
        "los {count} archivos coinciden con el manifiesto (SHA-256)",
        "all {count} files match the manifest (SHA-256)",
    ),
    "file_changed": ("el archivo {name} fue modificado", "file {name} was modified"),
    "file_missing": ("falta el archivo {name}", "file {name} is missing"),
    "file_extra": ("el archivo {name} no consta en el manifiesto", "file {name} is not in the manifest"),
    "json_not_canonical": (
        "el archivo {name} no está escrito como lo escribe el servicio: fue modificado",
        "file {name} is not written as the service writes it: it was modified",
    ),
    "manifest_wrong": ("el manifiesto no es de este envío", "the manifest is not of this envelope"),
    "chain_holds": (
        "los {count} eventos están encadenados sin cortes; último: {head}",
        "all {count} events are chained without a break; last: {head}",
    ),
    "chain_empty": ("el registro no tiene eventos", "the record has no events"),
    "event_broken": (
        "la cadena se rompe en el evento {number}: fue modificado, quitado o cambiado de sitio",
        "the chain breaks at event {number}: it was modified, removed or moved",
    ),
    "personal_broken": (
        "los datos personales del evento {number} fueron modificados",
        "the personal details of event {number} were modified",
    ),
    "personal_redacted": (
        "en {count} eventos los datos personales fueron suprimidos después; su huella sigue en la cadena",
        "in {count} events personal details were erased later; their fingerprint is still in the chain",
    ),
    "hash_unknown": (
        "el evento {number} cita un documento que no está en el paquete: {sha256}",
        "event {number} cites a document that is not in the package: {sha256}",
    ),
    "hash_uploaded": (
        "«{name}» cambió al subirlo, antes de mostrarlo, como dice el registro; lo subido no se incluye",
        "“{name}” changed at upload, before it was shown, as on record; what was uploaded is not included",
    ),
    "chain_stamped": (
        "los eventos 1 a {number} existían el {time} (sello de tiempo RFC 3161 de {authority})",
        "events 1 to {number} existed on {time} (RFC 3161 timestamp by {authority})",
    ),
    "chain_restamped": (
        "ese sello de tiempo existía el {time}, antes de caducar (otro sello, de {authority})",
        "that timestamp existed on {time}, before it expired (another timestamp, by {authority})",
    ),
    "chain_stamp_bad": (
        "el sello de tiempo del registro no es válido: {cause}",
        "the timestamp of the record is not valid: {cause}",
    ),
    "later_events": (
        "{count} eventos posteriores se encadenan a los sellados, sin sello de tiempo propio",
        "{count} later events are chained to the timestamped ones, without a timestamp of their own",
    ),
    "no_certificate": (
        "el certificado no se ha emitido todavía: aquí no lo hay, ni sello de tiempo del registro",
        "the certificate has not been issued yet: it is not here, nor is a timestamp of the record",
    ),
    "certificate_erased": (
        "el certificado nombraba a alguien cuyos datos se suprimieron: ya no está",
        "the certificate named somebody whose data was erased: it is no longer there",
    ),
    "original_matches": (
        "original «{name}»: coincide con el registro",
        "original “{name}”: matches the record",
    ),
    "original_wrong": (
        "original «{name}»: no es el documento que consta en el registro",
        "original “{name}”: is not the document on record",
    ),
    "unsigned": ("«{name}»: no llegó a llevar firmas", "“{name}”: never came to carry signatures"),
    "revision_wrong": (
        "«{name}»: la versión {number} no está en el documento firmado tal como consta en el registro",
        "“{name}”: version {number} is not in the signed document as the record has it",
    ),
    "revision_unsigned": (
        "«{name}»: la versión {number} no añade ninguna firma",
        "“{name}”: version {number} adds no signature",
    ),
    "bytes_after": (
        "«{name}»: hay datos añadidos después de la última versión registrada",
        "“{name}”: data was added after the last version on record",
    ),
    "signature_good": (
        "«{name}»: firma válida de {signer}, sellada el {time} por {authority}",
        "“{name}”: valid signature by {signer}, timestamped {time} by {authority}",
    ),
    "signature_bad": (
        "«{name}»: la firma que termina en el byte {end} no es válida: {cause}",
        "“{name}”: the signature that ends at byte {end} is not valid: {cause}",
    ),
    "signature_unstamped": (
        "«{name}»: la firma de {signer} no lleva sello de tiempo",
        "“{name}”: the signature by {signer} carries no timestamp",
    ),
    "archive_good": (
        "«{name}»: sello de tiempo de archivo válido, {time}, de {authority}",
        "“{name}”: valid archive timestamp, {time}, by {authority}",
    ),
    "foreign_good": (
        "«{name}»: traía una firma de {signer}, que está íntegra (su emisor no se juzga aquí)",
        "“{name}”: came with a signature by {signer}, which is intact (its issuer is not judged here)",
    ),
    "foreign_unread": (
        "«{name}»: traía una firma de otro formato, que aquí no se juzga",
        "“{name}”: came with a signature of another format, which is not judged here",
    ),
    "pdfsig_good": (
        "«{name}»: pdfsig no halla ninguna firma rota",
        "“{name}”: pdfsig finds no broken signature",
    ),
    "pdfsig_bad": ("«{name}»: pdfsig halla una firma rota", "“{name}”: pdfsig finds a broken signature"),
    "certificate_matches": (
        "es el que el registro da por emitido",
        "is the one that the record says was issued",
    ),
    "certificate_wrong": (
        "no es el que el registro da por emitido",
        "is not the one that the record says was issued",
    ),
    "text_good": (
        "«{title}», versión {version} ({language}): es el texto aceptado",
        "“{title}”, version {version} ({language}): is the text accepted",
    ),
    "text_missing": (
        "el evento {number} acepta un texto que no está en el paquete: {sha256}",
        "event {number} accepts a text that is not in the package: {sha256}",
    ),
    "text_stray": ("nadie aceptó el texto {name}", "nobody accepted the text {name}"),
    "no_texts": ("nadie ha aceptado textos", "nobody has accepted texts"),
    "anchor": (
        "{subject} · SHA-256 {sha256} (compárelo con el que publica su emisor)",
        "{subject} · SHA-256 {sha256} (compare it with the one its issuer publishes)",
    ),
    "openssl_missing": (
        "hace falta OpenSSL 3 o posterior para comprobar firmas y sellos de tiempo: instálelo y repita",
        "OpenSSL 3 or newer is needed to check signatures and timestamps: install it and try again",
    ),
    "pdfsig_missing": (
        "pdfsig (poppler) no está instalado: se omite esa segunda comprobación",
        "pdfsig (poppler) is not installed: that second check is skipped",
    ),
    "revocation": (
        "la revocación no se vuelve a consultar: sus datos van dentro de cada PDF",
        "revocation is not looked up again: its data is inside each PDF",
    ),
    "verdict_good": ("RESULTADO: todo coincide.", "RESULT: everything holds."),
    "verdict_bad": ("RESULTADO: {count} comprobaciones fallan.", "RESULT: {count} checks fail."),
    "ok": ("[BIEN]", "[GOOD]"),
    "bad": ("[FALLO]", "[FAIL]"),
    "note": ("[NOTA]", "[NOTE]"),
}
