const CHOICE = "rubrica:business";

/** The business this tab acts for, by id; `null` leaves it to the service. */
export function chosenBusiness(): string | null {
  try {
    return sessionStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

export function rememberBusiness(id: string | null): void {
  try {
    if (id === null) sessionStorage.removeItem(CHOICE);
    else sessionStorage.setItem(CHOICE, id);
  } catch {
    return;
  }
}
