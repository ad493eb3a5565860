import { QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { addressChanged, queryClient, setNavigator } from './kit/api.ts'
import { KitProvider } from './kit/index.ts'
import { routeTree } from './routes.tsx'
import './shell/messages.ts'

const router = createRouter({ routeTree, defaultPreload: false, scrollRestoration: true })
declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/** Area and moment belong to the whole screen: they stay when the page changes, unless the link names its own. */
function go(href: string, replace = false): void {
  const url = new URL(href, window.location.href)
  const here = new URLSearchParams(window.location.search)
  if (!replace) {
    for (const key of ['area', 'asOf']) {
      const value = here.get(key)
      if (value && !url.searchParams.has(key)) url.searchParams.set(key, value)
    }
  }
  const next = url.pathname + url.search + url.hash
  if (replace) router.history.replace(next)
  else router.history.push(next)
}

setNavigator(go)
router.subscribe('onResolved', addressChanged)
router.history.subscribe(addressChanged)

/** While a link is pointed at, the code of its page is on its way. */
function prepare(event: Event): void {
  const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>('a[href^="/"]')
  if (!link) return
  for (const match of router.matchRoutes(link.pathname, {})) match.staticData.prepare?.()
}
document.addEventListener('pointerover', prepare)
document.addEventListener('focusin', prepare)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <KitProvider navigate={(href) => go(href)}>
        <RouterProvider router={router} />
      </KitProvider>
    </QueryClientProvider>
  </StrictMode>,
)
