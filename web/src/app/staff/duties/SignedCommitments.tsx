import type { Result } from "../../../api/problem";
import type { Body } from "../../../api/schemas";
import { useTexts, useWording } from "../../../i18n/context";
import { DUTIES } from "../../../i18n/duties";
import { shortDate } from "../../../i18n/language";
import { problemSentence } from "../../../i18n/problems";
import { useDownload } from "../../lists/use_download";

type Order = Body<"CommitmentOrder">;

interface SignedCommitmentsProps {
  readonly signed: readonly Order[];
  read(id: string): Promise<Result<Blob>>;
}

/** Commitments as they were signed and sealed, each to be saved. */
export function SignedCommitments({ signed, read }: SignedCommitmentsProps) {
  return (
    <ul class="rows">
      {signed.map((order) => (
        <Row key={order.id} order={order} read={read} />
      ))}
    </ul>
  );
}

function Row({ order, read }: { order: Order; read: SignedCommitmentsProps["read"] }) {
  const { language } = useWording();
  const t = useTexts(DUTIES);
  const { problem, save } = useDownload();
  const day = shortDate(order.ended_at ?? order.sent_at, language);
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{t.signedOn(day)}</span>
        <span class="rows__detail">{t.version(order.version)}</span>
      </span>
      <button type="button" class="button" onClick={() => save(`${order.id}.pdf`, () => read(order.id))}>
        {t.save}
        <span class="unseen"> {t.signedOn(day)}</span>
      </button>
      <span role="alert" class="rows__detail">
        {problem !== null && problemSentence(problem, language)}
      </span>
    </li>
  );
}
