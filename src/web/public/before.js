// Runs before every module of the page: what libraries must know of the content policy (src/platform/http.ts).

// Style sheets that are made in the page are let in under this nonce.
globalThis.__webpack_nonce__ = document.querySelector('meta[name="style-nonce"]')?.content ?? ''
// zod would try whether it may compile its schemas, and each try is a violation that somebody reads in a log.
globalThis.__zod_globalConfig = { jitless: true }
