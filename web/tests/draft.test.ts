import { describe, expect, it } from "vitest";
import type { Edit } from "../src/sign/state/draft";
import { edited, emptyDraft, hasConsented, initials, signatureRequest } from "../src/sign/state/draft";
import { DraftStore } from "../src/sign/state/draft_store";
import { anchorOf, inReadingOrder, missing } from "../src/sign/state/missing";
import { field, view } from "./samples";

const noPng = () => {
  throw new Error("a typed signature needs no picture");
};
const line = [
  { x: 10, y: 10 },
  { x: 210, y: 60 },
];

describe("a fresh draft", () => {
  it("holds what the sender knows, and nothing for what the service fills in", () => {
    const draft = emptyDraft(view());
    expect(draft.values).toEqual({ town: "", name: "Ana Gil", mail: "ana@correo.example", read: false });
    expect(draft.typed).toBe("Ana Gil");
  });

  it("makes initials as the service does", () => {
    expect(initials("María del Mar Ruiz")).toBe("MDMR");
    expect(initials("  ana  gil ")).toBe("AG");
    expect(initials("")).toBe("");
  });
});

describe("idempotency keys", () => {
  const keyed = edited(edited(emptyDraft(view()), { kind: "sign-key", key: "s" }), {
    kind: "decline-key",
    key: "d",
  });

  it.each<[Edit]>([
    [{ kind: "value", field: "town", value: "Elche" }],
    [{ kind: "method", method: "drawn" }],
    [{ kind: "typed", text: "A. Gil" }],
    [{ kind: "strokes", strokes: [line] }],
    [{ kind: "consent-given", sha256: "aa" }],
    [{ kind: "consent-withdrawn" }],
  ])("signing otherwise ($kind) is another act", (edit) => {
    expect(edited(keyed, edit)).toMatchObject({ signKey: null, declineKey: "d" });
  });

  it("reading the text changes no act", () => {
    expect(edited(keyed, { kind: "consent-read", sha256: "aa" })).toMatchObject({
      signKey: "s",
      declineKey: "d",
    });
  });

  it("other words of refusal are another act", () => {
    expect(edited(keyed, { kind: "reason", text: "no" })).toMatchObject({ signKey: "s", declineKey: null });
  });
});

describe("what is missing", () => {
  const consent = view().consent;

  it("is named in the order of the page, with fields in reading order", () => {
    const names = missing(edited(emptyDraft(view()), { kind: "typed", text: " " }), view()).map(anchorOf);
    expect(names).toEqual(["field-town", "field-read", "signature", "consent"]);
    expect(inReadingOrder(view()).map(({ field: { id } }) => id)).toEqual([
      "name",
      "mail",
      "town",
      "sig",
      "read",
      "date",
    ]);
  });

  it("is nothing once all is filled, and optional fields may stay empty", () => {
    const edits: Edit[] = [
      { kind: "value", field: "town", value: "Elche" },
      { kind: "value", field: "read", value: true },
      { kind: "value", field: "mail", value: "" },
      { kind: "consent-given", sha256: consent.sha256 },
    ];
    expect(missing(edits.reduce(edited, emptyDraft(view())), view())).toEqual([]);
  });

  it("is the signature while a drawing is but a dot", () => {
    const drawn = edited(emptyDraft(view()), { kind: "method", method: "drawn" });
    const dot = edited(drawn, { kind: "strokes", strokes: [[{ x: 5, y: 5 }]] });
    expect(missing(dot, view()).map(anchorOf)).toContain("signature");
    const whole = edited(drawn, { kind: "strokes", strokes: [line] });
    expect(missing(whole, view()).map(anchorOf)).not.toContain("signature");
  });

  it("is the consent again when its text changed", () => {
    const given = edited(emptyDraft(view()), { kind: "consent-given", sha256: consent.sha256 });
    expect(hasConsented(given, consent)).toBe(true);
    expect(hasConsented(given, { ...consent, sha256: "other" })).toBe(false);
  });
});

describe("the act of signing", () => {
  it("is trimmed and names the text by version, language and hash", () => {
    const draft = edited(edited(emptyDraft(view()), { kind: "value", field: "town", value: " Elche " }), {
      kind: "typed",
      text: " Ana Gil ",
    });
    expect(signatureRequest(draft, view(), "Europe/Madrid", noPng)).toEqual({
      consent: { version: "2026-11-22", language: "es", sha256: "cc" },
      signature: { method: "typed", text: "Ana Gil" },
      values: { town: "Elche", name: "Ana Gil", mail: "ana@correo.example", read: false },
      time_zone: "Europe/Madrid",
    });
  });

  it("carries the picture of a drawn signature", () => {
    const draft = edited(emptyDraft(view()), { kind: "method", method: "drawn" });
    expect(signatureRequest(draft, view(), "UTC", () => "iVBOR").signature).toEqual({
      method: "drawn",
      png: "iVBOR",
    });
  });
});

describe("the kept draft", () => {
  const memory = () => {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    };
  };

  it("comes back whole, and only for its own link", () => {
    const storage = memory();
    const draft = edited(emptyDraft(view()), { kind: "value", field: "town", value: "Elche" });
    new DraftStore(storage, "one").save(draft);
    expect(new DraftStore(storage, "one").load(view())).toEqual(draft);
    expect(new DraftStore(storage, "two").load(view())).toEqual(emptyDraft(view()));
  });

  it("follows the fields that are asked now", () => {
    const storage = memory();
    const store = new DraftStore(storage, "one");
    store.save({ ...emptyDraft(view()), values: { town: true, gone: "x", name: "Ana G." } });
    const fields = [field("town"), field("name", "name")];
    const changed = view({ documents: view().documents.map((paper) => ({ ...paper, fields })) });
    expect(store.load(changed).values).toEqual({ town: "", name: "Ana G." });
  });

  it("is a fresh one where nothing readable is kept or storage is forbidden", () => {
    const storage = memory();
    storage.kept.set("rubrica:draft:one", "{broken");
    expect(new DraftStore(storage, "one").load(view())).toEqual(emptyDraft(view()));
    const forbidden = () => {
      throw new DOMException("denied", "SecurityError");
    };
    const store = new DraftStore({ getItem: forbidden, setItem: forbidden, removeItem: forbidden }, "one");
    store.save(emptyDraft(view()));
    store.clear();
    expect(store.load(view())).toEqual(emptyDraft(view()));
  });
});
