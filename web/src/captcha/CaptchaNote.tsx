import { useTexts } from "../i18n/context";
import { FORMS } from "../i18n/forms";
import type { Captcha } from "./use_captcha";

/** Says that the work is being done, and that there is nothing to do for it. */
export function CaptchaNote({ captcha }: { captcha: Captcha }) {
  const t = useTexts(FORMS);
  return (
    <p class={captcha.ready ? "captcha captcha--ready" : "captcha"}>
      {captcha.ready ? t.captchaReady : t.captchaWorking}
    </p>
  );
}
