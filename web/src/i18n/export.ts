const es = {
  title: "Exportar todo",
  lead: "Todo lo de la empresa en un solo archivo: documentos, firmas, pruebas, facturas y datos. Se puede pedir siempre, también cuando el servicio solo permite descargar.",
  ask: "Preparar una exportación",
  asking: "Pidiéndola…",
  made: "Tus exportaciones",
  none: "No hay ninguna.",
  requested: (when: string) => `Pedida el ${when}`,
  states: { measuring: "Preparándose", ready: "Lista", lapsed: "Caducada" } as Record<string, string>,
  soFar: (files: number) => `${files} archivos de momento. Te avisaremos por correo cuando esté lista.`,
  contents: (files: number, size: string) => `${files} archivos, ${size}`,
  until: (when: string) => `Se puede descargar hasta el ${when}`,
  unreadable: (files: number) => `${files} no se pudieron leer; el índice del archivo los nombra.`,
  download: "Descargar",
  lapsed: "Ya no se puede descargar. Prepara otra.",
};

const en: typeof es = {
  title: "Export everything",
  lead: "Everything of the business in one file: documents, signatures, evidence, invoices and data. It can always be asked for, also while the service is for downloading only.",
  ask: "Prepare an export",
  asking: "Asking…",
  made: "Your exports",
  none: "There are none.",
  requested: (when) => `Asked for on ${when}`,
  states: { measuring: "Being prepared", ready: "Ready", lapsed: "Lapsed" },
  soFar: (files) => `${files} files so far. We will mail you when it is ready.`,
  contents: (files, size) => `${files} files, ${size}`,
  until: (when) => `It can be downloaded until ${when}`,
  unreadable: (files) => `${files} could not be read; the file's index names them.`,
  download: "Download",
  lapsed: "It can no longer be downloaded. Prepare another one.",
};

export const EXPORT = { es, en };
