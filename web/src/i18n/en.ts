import type { Messages } from "./es";

/** The English texts. */
export const en: Messages = {
  language: "Language",
  languageName: "English",
  tagline: "Electronic signature",
  loading: "Opening the document…",
  close: "Close",
  cancel: "Cancel",
  retry: "Try again",
  report: "Report this document",
  byMessage: "Notices by WhatsApp or SMS",
  stolen: "I lost my device",
  skipToForm: "Skip to the signing form",

  request: {
    pageTitle: (title) => `Sign “${title}”`,
    asks: (sender) => `${sender} asks you to sign`,
    hello: (name) => `For ${name}`,
    until: (date) => `You can sign until ${date}`,
    parties: "Who signs",
    you: "you",
    states: {
      waiting: "Not their turn yet",
      notified: "Notified",
      viewed: "Has opened it",
      signed: "Has signed",
      declined: "Has declined",
      bounced: "E-mail not delivered",
    },
  },

  privacy: {
    heading: "Before you give us any data",
    controller: (controller, sender) =>
      sender === controller
        ? `${controller} is responsible for your data and uses it so that you can sign this document.`
        : `${sender} sends this on behalf of ${controller}, which is responsible for your data and uses it so that you can sign this document.`,
    more: "Controller, purpose and your rights",
    who: "Controller",
    taxId: "Tax id",
    address: "Address",
    contact: "Contact",
    purpose: "Purpose",
    purposeText:
      "To collect your electronic signature and the evidence of it: what you enter here, date and time, your IP address and your browser.",
    rights: "Your rights",
  },

  document: {
    heading: (count) => (count === 1 ? "The document" : `The ${count} documents`),
    pages: (count) => (count === 1 ? "1 page" : `${count} pages`),
    page: (page, of) => `Page ${page} of ${of}`,
    pageOf: (page, of, name) => `Page ${page} of ${of} of ${name}`,
    file: (name) => `Download ${name} (PDF)`,
    enlarge: (page) => `Enlarge page ${page}`,
    failed: "This page could not be loaded.",
    viewer: (name) => `${name}, larger`,
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    previous: "Previous page",
    next: "Next page",
    signHere: "Sign here",
  },

  form: {
    heading: "Your signature",
    fields: "Your details",
    kinds: {
      signature: "Signature",
      initials: "Initials",
      date: "Date of signing",
      name: "Full name",
      email: "E-mail",
      text: "Text",
      checkbox: "Tick box",
    },
    place: (page, name) => (name === null ? `Page ${page}` : `Page ${page} of ${name}`),
    showOnPage: (label) => `See “${label}” in the document`,
    optional: "optional",
    dateSet: "Set by the service at the moment of signing.",
    missing: "Fill in this field to sign.",
    missingTick: "Tick this box to sign.",
    progress: (done, of) => `${done} of ${of} steps done`,
    left: (count) => (count === 1 ? "1 step left" : `${count} steps left`),
    next: "Next",
    allDone: "Everything is ready to sign",
  },

  signature: {
    heading: "Your signature",
    method: "How do you want to sign",
    typed: "Typed",
    drawn: "Drawn",
    equal: "Both count the same.",
    typedLabel: "Type your full name",
    preview: "How it will look",
    draw: "Draw your signature with a finger, the mouse or a pen",
    clear: "Clear",
    undo: "Undo stroke",
    surface: "Surface to draw your signature on. With a keyboard, choose “Typed”.",
    missingTyped: "Type your name to sign.",
    missingDrawn: "Draw your signature, or choose “Typed”.",
  },

  consent: {
    heading: "Your consent",
    read: "Read the text",
    version: (version) => `version ${version}`,
    accept: "I have read the text and agree to sign electronically",
    acceptButton: "I have read it and agree",
    withdraw: "You can withdraw it by clearing the box until you sign.",
    missing: "Open the text and accept it to sign.",
    mustOpen: "Open the text first: you can accept it at its end.",
  },

  act: {
    sign: "Sign",
    signTitle: (title) => `Sign “${title}”`,
    sending: "Signing…",
    legal: "By pressing “Sign” you electronically sign the documents on this page.",
    incomplete: (count) =>
      count === 1 ? "One thing is missing before signing:" : `${count} things are missing before signing:`,
    decline: "I don’t want to sign",
    declineHeading: "Decline to sign",
    declineWarning: (sender) =>
      `This ends the process for everybody and cannot be undone. We will tell ${sender} and all who were invited, in your words.`,
    reason: "Why you do not sign",
    reasonMissing: "Write the reason.",
    declineConfirm: "Decline for good",
    declining: "Sending…",
  },

  waiting: {
    offline: "There is no connection",
    away: "The service is not answering right now",
    kept: "Nothing is lost: what you filled in is still here and you need not press again.",
    opening: "Nothing is lost. We go on by ourselves as soon as it answers.",
    again: (seconds) => `We try again in ${seconds} s.`,
    trying: "Trying again…",
    now: "Try now",
    stop: "Stop trying",
  },

  trouble: {
    refused: "It could not be completed",
    generic: "Something failed. What you filled in is still here; please try again.",
    known: {
      "consent-outdated": "The consent text has changed. Open it and accept it again.",
      validation: "Some of the values are not acceptable. Check them and try again.",
      "body-too-large": "Your drawn signature is too large. Clear it and draw a simpler one, or type it.",
    },
  },

  outcome: {
    signed: "You have signed",
    signedAt: (date) => `On ${date}.`,
    signedWaiting: "Other signatures are missing. When all are there, we will e-mail you your sealed copy.",
    signedSealing: "All signatures are there. We are sealing the document; this page updates by itself.",
    completed: "Document signed and sealed",
    completedText:
      "Everybody has signed. Keep your copy: it carries the signatures, the seal and the timestamp.",
    download: "Download my copy",
    declined: "You declined to sign",
    declinedText: (sender) => `We have told ${sender} in your words. There is nothing else for you to do.`,
    declinedByOther: "This process has been called off",
    declinedByOtherText: "Another of the people asked to sign has declined. Nobody else can sign.",
    voided: "This no longer needs signing",
    voidedText: (sender) => `What ${sender} sent has been voided.`,
    reason: "Reason",
    yourReason: "Your reason",
    expired: "The time to sign is over",
    expiredText: (sender) => `If your signature is still needed, ask ${sender} to send it to you again.`,
    expiredOn: (date) => `It ended on ${date}.`,
    notYourTurn: "It is not your turn yet",
    notYourTurnText: "Other people have to sign first. We will e-mail you as soon as it is your turn.",
    interrupted: "The sender’s service is interrupted",
    interruptedText: (sender) =>
      `Nobody can sign right now. The deadline stands still and your signature is not lost: ${sender} has to reactivate the service. This page updates by itself.`,
  },

  link: {
    expired: "This link has expired",
    expiredText:
      "Signing links expire for your safety. We will send a new one to the address at which you received this one.",
    renew: "Send me a new link",
    renewing: "Sending…",
    renewed: "We have sent you a new link",
    renewedText: (address) =>
      `Look for it at ${address}. If it does not arrive within minutes, check your spam.`,
    unknown: "This link is not valid",
    unknownText: "It may be cut off or replaced by another. Open it from the last e-mail you received.",
    failed: "We could not open this page",
    failedText: "It is not your fault and nothing is lost. Please try again in a moment.",
  },

  verify: {
    pageTitle: "Confirm your e-mail",
    heading: "Confirm your e-mail",
    text: "Press the button to confirm that this address is yours and finish creating your account.",
    confirm: "Confirm my e-mail",
    confirming: "Confirming…",
    done: "E-mail confirmed",
    doneText: "Your account is ready. Tell us now who you are.",
    next: "Continue",
    again: "We have sent you another link; look for it in your e-mail.",
    expired: "This link no longer works",
    expiredText:
      "It has expired or was used already. If your account is not confirmed, register again and we will send another.",
  },

  home: {
    pageTitle: "Rúbrica · Electronic signatures that run themselves",
    heading: "Signatures that run themselves",
    lead: "You send a PDF. Each person signs from their e-mail, on the phone and without an account. Everybody gets the sealed document, with evidence that checks without us.",
    points: [
      [
        "Each signature is theirs",
        "A single-use certificate per person and act, and a PAdES signature with a timestamp.",
      ],
      [
        "Nothing gets lost",
        "Each envelope is a durable process: it waits, reminds, retries and finishes, even if something falls over.",
      ],
      [
        "Evidence, not promises",
        "A chained ledger and a package that anybody can validate with public tools.",
      ],
    ],
    start: "Create an account",
    signIn: "Sign in",
    docs: "API documentation",
    received: "Did you receive an e-mail to sign? Open it and press its button: that link is yours alone.",
  },
};
