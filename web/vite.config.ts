import { defineConfig } from "vite";

/** One build of all pages. Nothing is inlined, so that the API's strict CSP needs no exception. */
export default defineConfig({
  base: "/",
  appType: "mpa",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        sign: "sign.html",
        verify: "verify.html",
        index: "index.html",
        account: "account.html",
        app: "app.html",
      },
    },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:8000" } },
});
