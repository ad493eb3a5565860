import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, say } from '../kit/api.ts'
import { useT } from '../kit/index.ts'
import mark from '../mark.svg'
import './shell.css'
import './sign-in.css'

/** Sign-in; on a demo server every post is one click away. */
export function SignIn() {
  const t = useT('shell')
  const open = useQuery({
    ...api.platform.situation.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  async function signIn(name: string, secret: string) {
    setBusy(true)
    setFailure('')
    const response = await fetch('/api/auth/sign-in/username', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: name.trim().toLowerCase(), password: secret }),
    }).catch(() => undefined)
    if (response?.ok) {
      const back = new URLSearchParams(window.location.search).get('back') ?? '/'
      // Only a path of this app: a link from outside must not lead elsewhere after sign-in.
      window.location.assign(/^\/(?![/\\])/.test(back) ? back : '/')
      return
    }
    setBusy(false)
    setFailure(t(response?.status === 429 ? 'sign-in.many' : 'sign-in.wrong'))
  }

  return (
    <main className="sign-in">
      <form
        className="sign-in-form"
        onSubmit={(event) => {
          event.preventDefault()
          void signIn(username, password)
        }}
      >
        <span className="shell-brand" style={{ padding: 0 }}>
          <img src={mark} alt="" />
          Vùng Xanh
        </span>
        <h1>{t('sign-in.title')}</h1>
        <p>{t('sign-in.lead')}</p>
        <TextInput
          label={t('sign-in.username')}
          autoComplete="username"
          value={username}
          onChange={(e) => setUsername(e.currentTarget.value)}
          required
        />
        <PasswordInput
          label={t('sign-in.password')}
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          error={failure || undefined}
          required
        />
        <Button type="submit" loading={busy}>
          {t('sign-in.submit')}
        </Button>
      </form>
      {open?.demo && (
        <section className="sign-in-demo" aria-labelledby="demo-posts">
          <h2 id="demo-posts">{t('sign-in.demo')}</h2>
          <p className="vx-muted">{t('sign-in.demo.lead')}</p>
          <div className="sign-in-posts">
            {open.accounts.map((a) => (
              <button
                key={a.username}
                type="button"
                disabled={busy}
                onClick={() => signIn(a.username, open.password ?? '')}
              >
                <b>{say(a.postWords)}</b>
                <small>
                  {a.name} · {a.area}
                </small>
              </button>
            ))}
          </div>
        </section>
      )}
    </main>
  )
}
