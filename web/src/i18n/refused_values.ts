import type { Language } from "./language";

/** Sentences for the codes by which the API refuses a value; `""` is for any other. */
const es: Record<string, string> = {
  "": "Este valor no es válido.",
  missing: "Este dato hace falta.",
  too_short: "Es demasiado corta: hacen falta 8 caracteres.",
  too_long: "Es demasiado larga.",
  no_upper_case: "Le falta una letra mayúscula.",
  no_lower_case: "Le falta una letra minúscula.",
  no_digit: "Le falta una cifra.",
  no_symbol: "Le falta un símbolo.",
  common: "Es una contraseña de las más usadas: elige otra.",
  malformed: "No tiene la forma esperada.",
  wrong_check_digit: "No cuadra: revisa sus cifras y letras.",
  not_of_a_person: "Es de una empresa: un consumidor da el suyo propio.",
  tax_id_missing: "La empresa no tiene identificación fiscal: quien te la ofrece tiene que añadirla antes.",
  tax_id_not_of_a_person:
    "La identificación fiscal que tiene es de una empresa: no puede ser de un consumidor.",
  unknown_country: "Este país no se conoce.",
  not_the_name: "No es el nombre de la empresa.",
  not_the_address: "No es tu dirección de correo.",
  envelopes_under_way: "Hay sobres en curso: espera a que terminen o anúlalos.",
  payment_pending: "Hay un plan elegido que espera su primer pago: págalo o descártalo.",
  personal: "Contiene tu nombre o tu correo: elige otra.",
  string_too_short: "Este dato hace falta.",
  string_too_long: "Es demasiado largo.",
  string_pattern_mismatch: "No tiene la forma esperada.",
  future: "Aún no puede haber pasado.",
  unknown: "Alguno no es de esta empresa.",
};

const en: typeof es = {
  "": "This value is not valid.",
  missing: "This is needed.",
  too_short: "It is too short: 8 characters are needed.",
  too_long: "It is too long.",
  no_upper_case: "It lacks a capital letter.",
  no_lower_case: "It lacks a small letter.",
  no_digit: "It lacks a digit.",
  no_symbol: "It lacks a symbol.",
  common: "It is one of the most used passwords: choose another.",
  malformed: "It does not have the expected form.",
  wrong_check_digit: "It does not add up: check its digits and letters.",
  not_of_a_person: "It is a company’s: a consumer gives their own.",
  tax_id_missing: "The business has no tax id: whoever offers it has to add it first.",
  tax_id_not_of_a_person: "The tax id it has is a company’s: it cannot be a consumer’s.",
  unknown_country: "This country is not known.",
  not_the_name: "It is not the name of the business.",
  not_the_address: "It is not your e-mail address.",
  envelopes_under_way: "Envelopes are under way: wait for them to end, or void them.",
  payment_pending: "A chosen plan awaits its first payment: pay it or give it up.",
  personal: "It contains your name or your e-mail: choose another.",
  string_too_short: "This is needed.",
  string_too_long: "It is too long.",
  string_pattern_mismatch: "It does not have the expected form.",
  future: "It cannot have happened yet.",
  unknown: "Some of them are not of this business.",
};

const SENTENCES = { es, en };

/** What is wrong with a value that was refused with `code`, in one sentence. */
export function refusedValueSentence(code: string, language: Language): string {
  const sentences = SENTENCES[language];
  return sentences[code] ?? sentences[""] ?? "";
}
