import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { MenuIcon, Search } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { say, useAsOf, useViewer } from '../kit/api.ts'
import {
  formatDateTime,
  KeyHint,
  keepDraftsOf,
  Link,
  SkeletonLines,
  useLanguage,
  useT,
} from '../kit/index.ts'
import mark from '../kit/mark.svg'
import { AreaPicker } from './AreaPicker.tsx'
import { AsOfPicker } from './AsOfPicker.tsx'
import { useLive } from './live.ts'
import { NAVIGATION } from './navigation.ts'
import './shell.css'

const find = () => import('./FindDialog.tsx')
const FindDialog = lazy(async () => ({ default: (await find()).FindDialog }))

/** The frame of the command post: navigation, area, moment, search, account; the page inside. */
export function Shell() {
  const t = useT('shell')
  const viewer = useViewer()
  const [open, setOpen] = useState(false)
  // Undefined until the search is opened for the first time.
  const [finding, setFinding] = useState<boolean>()
  const [asOf, setAsOf] = useAsOf()
  const connected = useLive(viewer !== undefined)
  // Before any form of the page reads one.
  if (viewer) keepDraftsOf(viewer.username)
  const path = window.location.pathname

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Ctrl goes down before K does: the search is on its way by then.
      if (event.key === 'Control' || event.key === 'Meta') void find()
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setFinding(true)
      }
      if (event.key === 'Escape') setOpen(false)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  // A page opened from the menu takes the menu's place on a phone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes when the path changes
  useEffect(() => setOpen(false), [path])

  if (!viewer) {
    return (
      <main className="shell-content">
        <SkeletonLines />
      </main>
    )
  }
  const groups = NAVIGATION.map((g) => ({
    ...g,
    items: g.items.filter((i) => viewer.rights.includes(i.right)),
  }))
  return (
    <div className="shell">
      <a className="shell-skip" href="#content">
        {t('skip')}
      </a>
      {open && (
        <button type="button" className="shell-shade" aria-label={t('menu')} onClick={() => setOpen(false)} />
      )}
      <nav className="shell-nav" aria-label={t('navigation')} data-open={open || undefined}>
        <Link className="shell-brand" href="/">
          <img src={mark} alt="" />
          Vùng Xanh
        </Link>
        <ul>
          <NavItem href="/" label={t('today')} current={path === '/'} />
        </ul>
        {groups
          .filter((g) => g.items.length > 0)
          .map((g) => (
            <div key={g.group}>
              <div className="shell-group">{t(`group.${g.group}`)}</div>
              <ul>
                {g.items.map((i) => (
                  <NavItem
                    key={i.key}
                    href={i.href}
                    label={t(`nav.${i.key}`)}
                    current={path === i.href || path.startsWith(`${i.href}/`)}
                  />
                ))}
              </ul>
            </div>
          ))}
        <div className="shell-foot">{viewer.demo && t('demo')}</div>
      </nav>
      <div className="shell-main">
        <header className="shell-top">
          <button
            type="button"
            className="shell-menu"
            aria-label={t('menu')}
            aria-expanded={open}
            onClick={() => setOpen(true)}
          >
            <MenuIcon size={20} aria-hidden />
          </button>
          <AreaPicker />
          <AsOfPicker />
          <span className="shell-top-space" />
          <button
            type="button"
            className="shell-search"
            onPointerEnter={find}
            onFocus={find}
            onClick={() => setFinding(true)}
          >
            <Search size={16} aria-hidden />
            <span>{t('search')}</span>
            <KeyHint keys={['Ctrl', 'K']} />
          </button>
          <Account name={viewer.name} post={say(viewer.postWords)} />
        </header>
        {asOf && (
          <div className="shell-banner" role="status">
            {t('asOf.past', { at: formatDateTime(asOf) })}
            <button type="button" className="vx-text-button" onClick={() => setAsOf(undefined)}>
              {t('asOf.back')}
            </button>
          </div>
        )}
        {!connected && (
          <div className="shell-banner" role="status">
            {t('live.off')}
          </div>
        )}
        <main className="shell-content" id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {finding !== undefined && (
        <Suspense>
          <FindDialog opened={finding} onClose={() => setFinding(false)} />
        </Suspense>
      )}
    </div>
  )
}

function NavItem({ href, label, current }: { href: string; label: string; current: boolean }) {
  return (
    <li>
      <Link className="shell-item" href={href} aria-current={current ? 'page' : undefined}>
        {label}
      </Link>
    </li>
  )
}

function Account({ name, post }: { name: string; post: string }) {
  const t = useT('shell')
  const [language, setLanguage] = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const client = useQueryClient()
  const initials = name
    .split(' ')
    .map((w) => w[0])
    .slice(-2)
    .join('')
  async function signOut() {
    await fetch('/api/auth/sign-out', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    client.clear()
    keepDraftsOf(undefined)
    window.location.assign('/sign-in')
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className="shell-who">
          <span className="shell-avatar" aria-hidden>
            {initials}
          </span>
          <span className="vx-visually-hidden">{t('account')}: </span>
          <span className="shell-who-text">
            <b>{name}</b>
            <small>{post}</small>
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name}
          <br />
          {post}
        </Menu.Label>
        <Menu.Label>{t('theme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(v) => setColorScheme(v as MantineColorScheme)}>
          {(['auto', 'light', 'dark'] as const).map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {t(`theme.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label>{t('language')}</Menu.Label>
        <Menu.RadioGroup value={language} onChange={(v) => setLanguage(v as typeof language)}>
          {Object.entries({ vi: 'Tiếng Việt', en: 'English' }).map(([value, name]) => (
            <Menu.RadioItem key={value} value={value}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item component={Link} href="/account">
          {t('account.own')}
        </Menu.Item>
        <Menu.Item onClick={signOut}>{t('sign-out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
