const es = {
  skip: "Saltar al contenido",
  home: "Rúbrica, inicio del área privada",
  menu: "Menú",
  business: "Empresa para la que actúas",
  signOut: "Salir",
  pages: {
    envelopes: "Sobres",
    business: "Empresa",
    members: "Miembros",
    keys: "Claves de API",
    activity: "Actividad",
    profile: "Tus datos",
  },
  nowhere: "Esta página no existe",
  nowhereText: "Puede que la dirección esté cortada o que lo que buscas ya no esté.",
  toStart: "Ir al inicio",
  roles: { owner: "Propietaria", guest: "Invitada" } as Record<string, string>,
  loading: "Cargando…",
  more: "Ver más",
  nothing: "—",
};

const en: typeof es = {
  skip: "Skip to the content",
  home: "Rúbrica, start of the private area",
  menu: "Menu",
  business: "Business you act for",
  signOut: "Sign out",
  pages: {
    envelopes: "Envelopes",
    business: "Business",
    members: "Members",
    keys: "API keys",
    activity: "Activity",
    profile: "Your details",
  },
  nowhere: "There is no such page",
  nowhereText: "The address may be cut off, or what you look for is gone.",
  toStart: "Go to the start",
  roles: { owner: "Owner", guest: "Guest" },
  loading: "Loading…",
  more: "Show more",
  nothing: "—",
};

export const APP = { es, en };
