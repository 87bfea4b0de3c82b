import { useTitle, useWording } from "../i18n/context";
import { Flourish } from "../shared/Flourish";
import { Rosette } from "../shared/Rosette";

/** What the service is, and where people and programs start. */
export function HomePage() {
  const { t } = useWording();
  useTitle(t.home.pageTitle);
  return (
    <main class="home">
      <section class="home__lead">
        <h1>{t.home.heading}</h1>
        <Flourish drawn />
        <p>{t.home.lead}</p>
        <div class="row">
          <a class="button button--primary" href="/sign-up">
            {t.home.start}
          </a>
          <a class="button" href="/sign-in">
            {t.home.signIn}
          </a>
          <a class="button button--quiet" href="/docs">
            {t.home.docs}
          </a>
        </div>
      </section>
      <Rosette seed="rubrica" />
      <ul class="home__points">
        {t.home.points.map(([title, text]) => (
          <li key={title}>
            <h2>{title}</h2>
            <p>{text}</p>
          </li>
        ))}
      </ul>
      <p class="home__received">{t.home.received}</p>
    </main>
  );
}
