const es = {
  title: "Facturas",
  lead: "Cada cobro tiene su factura, y cada devolución una rectificativa. En PDF para leer y en XML (EN 16931) para tu programa.",
  none: "Todavía no hay ninguna factura.",
  rectifies: (number: string) => `Rectifica la factura ${number}`,
  net: (net: string, rate: string, vat: string) => `${net} + ${vat} de IVA (${rate})`,
  pdf: "PDF",
  xml: "XML",
  preparing: "El documento se está preparando. Vuelve a probar en un momento.",
  of: (number: string) => `de la factura ${number}`,
  claims: "Reclamaciones de deuda",
  claim: (day: string) => `Calculada hasta el ${day}, incluido`,
  claimParts: (principal: string, interest: string) => `${principal} + ${interest} de interés de demora`,
  ofClaim: (id: string) => `de la reclamación ${id}`,
};

const en: typeof es = {
  title: "Invoices",
  lead: "Each charge has its invoice, and each refund a rectifying one. As PDF to read and as XML (EN 16931) for your program.",
  none: "There are no invoices yet.",
  rectifies: (number) => `Rectifies invoice ${number}`,
  net: (net, rate, vat) => `${net} + ${vat} VAT (${rate})`,
  pdf: "PDF",
  xml: "XML",
  preparing: "The document is being made. Try again in a moment.",
  of: (number) => `of invoice ${number}`,
  claims: "Claims of debts",
  claim: (day) => `Reckoned through ${day}`,
  claimParts: (principal, interest) => `${principal} + ${interest} late interest`,
  ofClaim: (id) => `of claim ${id}`,
};

export const INVOICES = { es, en };
