import '@fontsource/be-vietnam-pro/400.css'
import '@fontsource/be-vietnam-pro/500.css'
import '@fontsource/be-vietnam-pro/600.css'
import '@fontsource/be-vietnam-pro/700.css'
import './mantine.css'
import '@mantine/notifications/styles.css'
import './tokens.css'
import './kit.css'
import './components.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Navigate, NavigateContext } from './link.tsx'
import { cssVariablesResolver, theme } from './theme.ts'
import { ToastPlace } from './toast-place.tsx'

/** Style sheets that are made in the page are let in under the nonce that public/before.js has read. */
const styleNonce = () => (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ ?? ''

const colorSchemeManager = localStorageColorSchemeManager({ key: 'vx.colour-scheme' })

/** Wraps an entry once: theme, language, toasts, and how a link of the kit moves to another page of the same app. */
export function KitProvider({ navigate, children }: { navigate?: Navigate; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      getStyleNonce={styleNonce}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <NavigateContext value={navigate}>
        <ToastPlace />
        {children}
      </NavigateContext>
    </MantineProvider>
  )
}
