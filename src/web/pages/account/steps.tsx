import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { call } from '../../kit/api.ts'
import { formatDate, toast, toProblem, useT } from '../../kit/index.ts'
import { knock } from './knock.ts'
import './account.css'
import './messages.ts'

/** A form that is sent once however often it is pressed, and says what went wrong. */
function Step(props: {
  title?: string
  lead?: ReactNode
  children: ReactNode
  submit: string
  disabled?: boolean
  onSubmit(): Promise<unknown>
}) {
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const sent = useRef(false)
  async function run() {
    if (sent.current) return
    sent.current = true
    setBusy(true)
    setFailure('')
    try {
      await props.onSubmit()
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      sent.current = false
      setBusy(false)
    }
  }
  return (
    <form
      className="account-step"
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      {props.title && <h1>{props.title}</h1>}
      {props.lead && <p className="vx-muted">{props.lead}</p>}
      {props.children}
      {failure && (
        <div className="vx-form-summary" role="alert">
          {failure}
        </div>
      )}
      <Button type="submit" loading={busy} disabled={props.disabled}>
        {props.submit}
      </Button>
    </form>
  )
}

/** The second step of a sign-in, or the confirmation of a session that came through a provider. */
export function CodeStep({ onDone }: { onDone(): Promise<void> }) {
  const t = useT('account')
  const [recovery, setRecovery] = useState(false)
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the other field begins empty and takes the focus
  useEffect(() => {
    setCode('')
    field.current?.focus()
  }, [recovery])
  return (
    <Step
      title={t(recovery ? 'recovery.title' : 'code.title')}
      lead={t(recovery ? 'recovery.lead' : 'code.lead')}
      submit={t('next')}
      onSubmit={async () => {
        await knock(recovery ? '/two-factor/verify-recovery-code' : '/two-factor/verify-totp', { code })
        await onDone()
      }}
    >
      <TextInput
        ref={field}
        label={t(recovery ? 'recovery.label' : 'code.label')}
        autoComplete={recovery ? 'off' : 'one-time-code'}
        inputMode={recovery ? 'text' : 'numeric'}
        spellCheck={false}
        value={code}
        onChange={(e) => setCode(e.currentTarget.value)}
        required
      />
      <button type="button" className="vx-text-button" onClick={() => setRecovery(!recovery)}>
        {t(recovery ? 'recovery.back' : 'code.recovery')}
      </button>
    </Step>
  )
}

/** A new password; `given` is the one just typed at sign-in, so that nobody types it twice. */
export function PasswordStep(props: {
  least: number
  given?: string | undefined
  first?: boolean
  onDone(password: string): Promise<void> | void
}) {
  const t = useT('account')
  const { least, given, first = false } = props
  const [current, setCurrent] = useState(given ?? '')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const differ = again !== '' && next !== again
  return (
    <Step
      {...(first ? { title: t('password.title') } : {})}
      lead={t(first ? 'password.lead' : 'password.rules', { least })}
      submit={t(first ? 'next' : 'password.change')}
      disabled={differ || again === ''}
      onSubmit={async () => {
        await call.platform.account.password({ current, next })
        setCurrent('')
        setNext('')
        setAgain('')
        await props.onDone(next)
      }}
    >
      {given === undefined && (
        <PasswordInput
          label={t(first ? 'password.given' : 'password.current')}
          autoComplete="current-password"
          value={current}
          onChange={(e) => setCurrent(e.currentTarget.value)}
          required
        />
      )}
      <PasswordInput
        label={t('password.new')}
        autoComplete="new-password"
        value={next}
        onChange={(e) => setNext(e.currentTarget.value)}
        required
      />
      <PasswordInput
        label={t('password.again')}
        autoComplete="new-password"
        value={again}
        error={differ ? t('password.differ') : undefined}
        onChange={(e) => setAgain(e.currentTarget.value)}
        required
      />
    </Step>
  )
}

interface Enrolment {
  uri: string
  recoveryCodes: string[]
}

/** Setting up an authenticator: password, QR code, first code, recovery codes. */
export function EnrolStep(props: {
  username: string
  required: boolean
  password?: string | undefined
  onDone(): Promise<void> | void
}) {
  const t = useT('account')
  const { username, required } = props
  const [password, setPassword] = useState('')
  const [enrolment, setEnrolment] = useState<Enrolment>()
  const [picture, setPicture] = useState('')
  const [code, setCode] = useState('')
  const [confirmed, setConfirmed] = useState(false)
  const begun = useRef(false)

  async function begin(secret: string) {
    const made = await knock<Enrolment>('/two-factor/enable', { password: secret })
    // The drawing library is only fetched by who needs it.
    const { default: qr } = await import('qrcode')
    setPicture(await qr.toDataURL(made.uri, { margin: 2, width: 400, errorCorrectionLevel: 'M' }))
    setEnrolment(made)
  }
  // Whoever has just typed the password does not type it again.
  useEffect(() => {
    if (!props.password || begun.current) return
    begun.current = true
    void begin(props.password).catch((error) => toast.problem(error))
  })

  const lead = required ? t('enrol.required') : t('factor.lead')
  if (confirmed && enrolment) {
    return <RecoveryCodes codes={enrolment.recoveryCodes} username={username} onDone={props.onDone} />
  }
  if (!enrolment) {
    return (
      <Step title={t('enrol.title')} lead={lead} submit={t('next')} onSubmit={() => begin(password)}>
        <PasswordInput
          label={t('enrol.password')}
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          required
        />
      </Step>
    )
  }
  const key = new URL(enrolment.uri).searchParams.get('secret') ?? ''
  return (
    <Step
      title={t('enrol.title')}
      lead={lead}
      submit={t('next')}
      onSubmit={async () => {
        await knock('/two-factor/verify-totp', { code })
        setConfirmed(true)
      }}
    >
      <p>{t('enrol.scan')}</p>
      <img className="account-qr" src={picture} alt={t('enrol.qr')} />
      <p>
        {t('enrol.key')} <code className="account-key">{key.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <TextInput
        label={t('code.label')}
        description={t('enrol.then')}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        onChange={(e) => setCode(e.currentTarget.value)}
        required
      />
    </Step>
  )
}

/** Shown once: printed or copied, then gone. */
export function RecoveryCodes(props: { codes: string[]; username: string; onDone(): Promise<void> | void }) {
  const t = useT('account')
  const [kept, setKept] = useState(false)
  const [busy, setBusy] = useState(false)
  return (
    <div className="account-step">
      <h1>{t('codes.title')}</h1>
      <p className="vx-muted">{t('codes.lead')}</p>
      <ul className="account-codes">
        <li className="account-codes-of">
          {t('codes.of', { username: props.username, date: formatDate(new Date()) })}
        </li>
        {props.codes.map((c) => (
          <li key={c}>{c}</li>
        ))}
      </ul>
      <div className="account-buttons">
        <Button variant="default" onClick={() => window.print()}>
          {t('codes.print')}
        </Button>
        <Button
          variant="default"
          onClick={async () => {
            await navigator.clipboard.writeText(props.codes.join('\n'))
            toast.done(t('codes.copied'))
          }}
        >
          {t('codes.copy')}
        </Button>
      </div>
      <Checkbox label={t('codes.kept')} checked={kept} onChange={(e) => setKept(e.currentTarget.checked)} />
      <Button
        disabled={!kept}
        loading={busy}
        onClick={async () => {
          setBusy(true)
          await props.onDone()
        }}
      >
        {t('codes.done')}
      </Button>
    </div>
  )
}
