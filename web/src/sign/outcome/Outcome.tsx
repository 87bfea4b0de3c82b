import type { SigningStatus, SigningView } from "../../api/schemas";
import type { SigningLink } from "../../api/signing";
import { useTitle, useWording } from "../../i18n/context";
import type { Messages } from "../../i18n/es";
import { dateTime, type Language, lastMoment } from "../../i18n/language";
import { OutcomePage } from "../../shared/OutcomePage";
import { Parties } from "../RequestHead";

type Ended = Exclude<SigningStatus, "ready">;

interface Story {
  readonly title: string;
  readonly lines: readonly string[];
  /** Words of the person who ended it, under their heading. */
  readonly quote?: readonly [heading: string, words: string];
  readonly mood: "good" | "calm" | "ended";
}

/** What happened, for every state in which there is nothing to sign. */
export function Outcome({ link, view }: { link: SigningLink; view: SigningView }) {
  const { language, t } = useWording();
  const story = storyOf(view, view.status as Ended, t, language);
  useTitle(`${story.title} · ${view.title}`);
  return (
    <OutcomePage title={story.title} mood={story.mood} seed={view.envelope_id}>
      <p class="outcome__what">{view.title}</p>
      {story.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {story.quote && (
        <figure class="quote">
          <figcaption>{story.quote[0]}</figcaption>
          <blockquote>{story.quote[1]}</blockquote>
        </figure>
      )}
      {view.copy_ready && (
        <a class="button button--primary" href={link.copy} download>
          {t.outcome.download}
        </a>
      )}
      {view.signers.length > 1 && <Parties signers={view.signers} />}
    </OutcomePage>
  );
}

function storyOf(view: SigningView, status: Ended, t: Messages, language: Language): Story {
  const { outcome } = t;
  const signedAt = view.signed_at === null ? [] : [outcome.signedAt(dateTime(view.signed_at, language))];
  const reason = (heading: string): Pick<Story, "quote"> =>
    view.reason === null ? {} : { quote: [heading, view.reason] };
  const stories: Record<Ended, () => Story> = {
    signed: () => {
      const others = view.signers.some((signer) => !signer.you && signer.state !== "signed");
      const wait = others ? outcome.signedWaiting : outcome.signedSealing;
      return { title: outcome.signed, lines: [...signedAt, wait], mood: "good" };
    },
    completed: () => ({ title: outcome.completed, lines: [outcome.completedText], mood: "good" }),
    declined: () => ({
      title: outcome.declined,
      lines: [outcome.declinedText(view.sender_name)],
      mood: "ended",
      ...reason(outcome.yourReason),
    }),
    declined_by_other: () => ({
      title: outcome.declinedByOther,
      lines: [outcome.declinedByOtherText],
      mood: "ended",
    }),
    expired: () => {
      const ended =
        view.expires_at === null ? [] : [outcome.expiredOn(lastMoment(view.expires_at, language))];
      return {
        title: outcome.expired,
        lines: [...ended, outcome.expiredText(view.sender_name)],
        mood: "ended",
      };
    },
    voided: () => ({
      title: outcome.voided,
      lines: [outcome.voidedText(view.sender_name)],
      mood: "ended",
      ...reason(outcome.reason),
    }),
    not_your_turn: () => ({ title: outcome.notYourTurn, lines: [outcome.notYourTurnText], mood: "calm" }),
    interrupted: () => ({
      title: outcome.interrupted,
      lines: [outcome.interruptedText(view.sender_name)],
      mood: "calm",
    }),
  };
  return stories[status]();
}
