import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { api, call, say } from '../kit/api.ts'
import { SkeletonLines, toProblem, useT } from '../kit/index.ts'
import mark from '../kit/mark.svg'
import { knock } from '../pages/account/knock.ts'
import './shell.css'
import './sign-in.css'
import './sign-in-messages.ts'

// Most sign-ins need no further step; who does fetches it then.
const steps = () => import('../pages/account/steps.tsx')
const CodeStep = lazy(async () => ({ default: (await steps()).CodeStep }))
const PasswordStep = lazy(async () => ({ default: (await steps()).PasswordStep }))
const EnrolStep = lazy(async () => ({ default: (await steps()).EnrolStep }))

type State = Awaited<ReturnType<typeof call.platform.account.state>>
type Step = { is: 'password' } | { is: 'code' } | { is: 'pending'; state: State }

function goOn(): void {
  const back = new URLSearchParams(window.location.search).get('back') ?? '/'
  // Only a path of this app: a link from outside must not lead elsewhere after sign-in.
  window.location.assign(/^\/(?![/\\])/.test(back) ? back : '/')
}

/** Sign-in, step by step until nothing is missing; on a demo server every post is one click away. */
export function SignIn() {
  const t = useT('shell')
  const open = useQuery({
    ...api.platform.situation.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  const [step, setStep] = useState<Step>({ is: 'password' })
  const [password, setPassword] = useState('')

  /** What the account still misses, or the way in. */
  async function enter(): Promise<void> {
    const state = await call.platform.account.state()
    if (state.pending) setStep({ is: 'pending', state })
    else goOn()
  }
  // Who comes here with a session that is not complete goes on where it stopped.
  useEffect(() => {
    call.platform.account
      .state()
      .then((state) => state.pending && setStep({ is: 'pending', state }))
      .catch(() => undefined)
  }, [])

  return (
    <main className="sign-in">
      <div className="sign-in-form">
        <span className="shell-brand" style={{ padding: 0 }}>
          <img src={mark} alt="" />
          Vùng Xanh
        </span>
        {step.is === 'password' ? (
          <Password
            onCode={(typed) => {
              setPassword(typed)
              setStep({ is: 'code' })
            }}
            onIn={async (typed) => {
              setPassword(typed)
              await enter()
            }}
          />
        ) : (
          <Suspense fallback={<SkeletonLines />}>
            {step.is === 'code' ? (
              <CodeStep onDone={enter} />
            ) : (
              <Pending state={step.state} password={password} onPassword={setPassword} onDone={enter} />
            )}
            <OtherAccount />
          </Suspense>
        )}
      </div>
      {open?.demo && step.is === 'password' && (
        <section className="sign-in-demo" aria-labelledby="demo-posts">
          <h2 id="demo-posts">{t('sign-in.demo')}</h2>
          <p className="vx-muted">{t('sign-in.demo.lead')}</p>
          <div className="sign-in-posts">
            {open.accounts.map((a) => (
              <button
                key={a.username}
                type="button"
                onClick={async () => {
                  const given = { username: a.username, password: open.password ?? '' }
                  const { next } = await knock('/sign-in/username', given)
                  if (next === 'code') setStep({ is: 'code' })
                  else await enter()
                }}
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

function Pending(props: {
  state: State
  password: string
  onPassword(password: string): void
  onDone(): Promise<void>
}) {
  const { state, password, onDone } = props
  const given = password === '' ? undefined : password
  if (state.pending === 'password') {
    return (
      <PasswordStep
        first
        least={state.passwordLeast}
        given={given}
        onDone={async (next) => {
          props.onPassword(next)
          await onDone()
        }}
      />
    )
  }
  if (state.enrolled) return <CodeStep onDone={onDone} />
  return <EnrolStep username={state.username} required={state.required} password={given} onDone={onDone} />
}

function OtherAccount() {
  const t = useT('sign-in')
  return (
    <button
      type="button"
      className="vx-text-button"
      onClick={async () => {
        await knock('/sign-out').catch(() => undefined)
        window.location.assign('/sign-in')
      }}
    >
      {t('other')}
    </button>
  )
}

function Password(props: { onCode(password: string): void; onIn(password: string): Promise<void> }) {
  const t = useT('shell')
  const own = useT('sign-in')
  const ways = useQuery({
    ...api.platform.account.ways.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const query = new URLSearchParams(window.location.search)
  const refused = query.get('error') !== null

  async function run(send: () => Promise<void>) {
    setBusy(true)
    setFailure('')
    try {
      await send()
    } catch (error) {
      setFailure(toProblem(error).message)
      setBusy(false)
    }
  }

  return (
    <form
      className="sign-in-fields"
      onSubmit={(event) => {
        event.preventDefault()
        void run(async () => {
          const { next } = await knock('/sign-in/username', { username: username.trim(), password })
          if (next === 'code') props.onCode(password)
          else await props.onIn(password)
        })
      }}
    >
      <h1>{t('sign-in.title')}</h1>
      <p>{t('sign-in.lead')}</p>
      {refused && (
        <div className="vx-form-summary" role="alert">
          {own('refused')}
        </div>
      )}
      <TextInput
        label={t('sign-in.username')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
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
      {ways?.provider && (
        <>
          <span className="sign-in-or">{own('or')}</span>
          <Button
            variant="default"
            disabled={busy}
            onClick={() =>
              run(async () => {
                const back = query.get('back') ?? '/'
                const { url } = await knock<{ url: string }>('/sign-in/oidc', { back })
                window.location.assign(url)
              })
            }
          >
            {own('provider', { name: ways.provider })}
          </Button>
        </>
      )}
    </form>
  )
}
