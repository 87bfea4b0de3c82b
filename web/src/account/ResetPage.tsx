import type { PathValues } from "../routing/match";
import { AskForReset } from "./AskForReset";
import { SetPassword } from "./SetPassword";

/** A forgotten password: asking for the mail, and setting another by its link (contract M3). */
export default function ResetPage({ token = "" }: PathValues) {
  return token === "" ? <AskForReset /> : <SetPassword token={token} />;
}
