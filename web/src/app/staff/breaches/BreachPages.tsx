import type { PathValues } from "../../../routing/match";
import { BreachesPage } from "./BreachesPage";
import { BreachPage } from "./BreachPage";

/** The register, or one breach: a single chunk, because whoever opens the one goes on to the other. */
export default function BreachPages({ id }: PathValues) {
  return id === undefined ? <BreachesPage /> : <BreachPage id={id} />;
}
