import { type AnchorHTMLAttributes, createContext, type MouseEvent, use } from 'react'

/** Moves to another page of the same app without loading it anew. */
export type Navigate = (href: string) => void

export const NavigateContext = createContext<Navigate | undefined>(undefined)

/** Moves to an address: through the shell's router when there is one, else by loading the page. */
export function useNavigateTo(): Navigate {
  const navigate = use(NavigateContext)
  return navigate ?? ((href) => window.location.assign(href))
}

/** True when the browser itself should follow the link (new tab, download, other button). */
export function leavesToBrowser(event: MouseEvent): boolean {
  return (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
}

/** A real link: the router takes plain clicks on addresses of this app, the browser everything else. */
export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const navigate = use(NavigateContext)
  return (
    <a
      href={href}
      onClick={(event) => {
        onClick?.(event)
        if (!navigate || leavesToBrowser(event) || rest.target || rest.download !== undefined) return
        if (!href.startsWith('/') && !href.startsWith('?')) return
        event.preventDefault()
        navigate(href)
      }}
      {...rest}
    />
  )
}
