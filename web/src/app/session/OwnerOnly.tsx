import type { ComponentChildren } from "preact";
import { useTexts } from "../../i18n/context";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { PageHead } from "../shell/PageHead";
import { useSigned } from "./me";

/** Plan and payments, for the owner; a guest is told whose matter they are (contract A5). */
export function OwnerOnly({ title, children }: { title: string; children: ComponentChildren }) {
  const t = useTexts(SUBSCRIPTION);
  const { isOwner } = useSigned();
  if (!isOwner) return <PageHead title={title} lead={t.ownerOnly} />;
  return children;
}
