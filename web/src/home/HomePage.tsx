import { useTitle, useWording } from "../i18n/context";
import { Flourish } from "../shared/Flourish";
import { Rosette } from "../shared/Rosette";

/** What the service is, and where programs start. */
export function HomePage() {
  const { t } = useWording();
  useTitle(t.home.pageTitle);
  return (
    <main class="home">
      <section class="home__lead">
        <h1>{t.home.heading}</h1>
        <Flourish drawn />
        <p>{t.home.lead}</p>
        <a class="button button--primary" href="/docs">
          {t.home.docs}
        </a>
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
