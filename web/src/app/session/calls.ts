import { signInFor } from "../../account/next_place";
import { client } from "../../api/client";
import { chosenBusiness } from "./chosen_business";

/** Every call names the page's language and the business chosen in this tab; a session that ended leads to signing in. */
export function prepareCalls(): void {
  client.use({
    onRequest({ request }) {
      request.headers.set("Accept-Language", document.documentElement.lang);
      const business = chosenBusiness();
      if (business !== null) request.headers.set("Rubrica-Business", business);
      return request;
    },
    async onResponse({ response }) {
      if (response.status === 401 && (await isSessionOver(response.clone()))) {
        window.location.assign(signInFor(window.location.pathname + window.location.search));
      }
      return undefined;
    },
  });
}

async function isSessionOver(response: Response): Promise<boolean> {
  try {
    const body: unknown = await response.json();
    return JSON.stringify(body).includes("/authentication-required");
  } catch {
    return false;
  }
}
