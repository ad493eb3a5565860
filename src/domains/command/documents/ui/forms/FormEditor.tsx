import { Button, Switch, Textarea, TextInput } from '@mantine/core'
import { useRef } from 'react'
import { say } from '../../../../../web/kit/api.ts'
import { Card, useLanguage, useT } from '../../../../../web/kit/index.ts'
import { usePostWords } from '../../../../../web/kit/post-words.ts'
import {
  DEFAULT_PATTERN,
  type Fault,
  type FormPage,
  faultsOf,
  type PaperBody,
  PLACEHOLDERS,
} from '../../forms/contract.ts'
import type { TextField, Typed } from './fields.ts'

interface EditorProps {
  page: FormPage
  typed: Typed
  body: PaperBody
  onChange: (typed: Typed) => void
}

/** The fields of a draft. What is left blank shows what is computed in its place. */
export function FormEditor({ page, typed, body, onChange }: EditorProps) {
  const t = useT('paper-forms')
  const postWords = usePostWords()
  const { sample, edition } = page
  const last = useRef<{ field: TextField; element: HTMLTextAreaElement | HTMLInputElement }>(undefined)
  const faults = faultsOf({ form: edition.form, forBelow: typed.forBelow, body })
  const set = (change: Partial<Typed>) => onChange({ ...typed, ...change })

  const textOf = ({ code, said, line }: Fault) => {
    const fault = t(`fault.${code}`, { said })
    return line > 1 ? t('fault.line', { n: line, fault }) : fault
  }
  const errorOf = (field: keyof PaperBody) => {
    const fault = faults.find((f) => f.field === field)
    return fault && textOf(fault)
  }
  const text = (field: TextField, more: { help?: string; computed?: string; rows?: number }) => {
    const { help, computed, rows } = more
    const common = {
      label: t(`field.${field}`),
      description: help,
      error: errorOf(field),
      value: typed[field],
      placeholder: computed ? t('blank', { computed }) : undefined,
      autoComplete: 'off',
    }
    const remember = (element: HTMLTextAreaElement | HTMLInputElement) => {
      last.current = { field, element }
    }
    return rows ? (
      <Textarea
        {...common}
        autosize
        minRows={rows}
        maxRows={14}
        onFocus={(e) => remember(e.currentTarget)}
        onChange={(e) => set({ [field]: e.currentTarget.value })}
      />
    ) : (
      <TextInput
        {...common}
        onFocus={(e) => remember(e.currentTarget)}
        onChange={(e) => set({ [field]: e.currentTarget.value })}
      />
    )
  }
  /** Where the cursor was in the field that had it last; at the end of the opening when none had. */
  const put = (name: string) => {
    const field = last.current?.field ?? 'opening'
    const element = last.current?.element
    const value = typed[field]
    const at = element?.selectionStart ?? value.length
    const end = element?.selectionEnd ?? at
    set({ [field]: `${value.slice(0, at)}{${name}}${value.slice(end)}` })
    const caret = at + name.length + 2
    requestAnimationFrame(() => {
      element?.focus()
      element?.setSelectionRange(caret, caret)
    })
  }
  return (
    <>
      <Card title={t('section.about')}>
        <div className="vx-form-fields">
          <TextInput
            label={t('field.name')}
            withAsterisk
            value={typed.name}
            onChange={(e) => set({ name: e.currentTarget.value })}
          />
          <TextInput
            label={t('field.legalBasis')}
            description={t('field.legalBasis.help')}
            value={typed.legalBasis}
            onChange={(e) => set({ legalBasis: e.currentTarget.value })}
          />
          {page.above && (
            <Switch
              className="vx-switch"
              label={t('field.forBelow')}
              checked={typed.forBelow}
              onChange={(e) => set({ forBelow: e.currentTarget.checked })}
            />
          )}
        </div>
      </Card>
      <Card title={t('section.head')}>
        <div className="vx-form-fields">
          {text('superior', { computed: sample.superior, rows: 1 })}
          {text('issuer', { computed: sample.issuer, help: t('field.issuer.help'), rows: 1 })}
          <div className="vx-form-pair">
            {text('abbreviation', { computed: sample.abbreviation })}
            {text('place', { computed: sample.place })}
          </div>
          {text('numberPattern', {
            computed: DEFAULT_PATTERN[edition.form],
            help: t('field.numberPattern.help', { so: '{so}', loai: '{loai}', viet_tat: '{viet_tat}' }),
          })}
        </div>
      </Card>
      <Card title={t('section.text')}>
        <div className="vx-form-fields">
          {text('heading', { help: t('field.heading.help') })}
          {text('bases', { help: t('field.bases.help'), rows: 2 })}
          {text('opener', { help: t('field.opener.help') })}
          {text('opening', { help: t('field.opening.help'), rows: 2 })}
          {text('closing', { help: t('field.closing.help'), rows: 2 })}
        </div>
      </Card>
      <Card title={t('section.foot')}>
        <div className="vx-form-fields">
          {text('recipients', {
            help: t('field.recipients.help'),
            computed: sample.recipients.join('; '),
            rows: 3,
          })}
          {edition.form === 'state' && (
            <Switch
              className="vx-switch"
              label={t('field.inPerson')}
              checked={typed.inPerson}
              onChange={(e) => set({ inPerson: e.currentTarget.checked })}
            />
          )}
          {text('authority', {
            help: t('field.authority.help'),
            computed: page.signers[0]?.collective ?? '',
            rows: 1,
          })}
          <Quick page={page} onChoose={set} titles={typed.titles} />
          {page.signers.map((s) => (
            <Textarea
              key={s.post}
              label={t('field.titles', { post: postWords(s.post) })}
              error={errorOf('titles')}
              placeholder={s.title ? t('blank', { computed: s.title }) : undefined}
              autosize
              minRows={1}
              value={typed.titles[s.post] ?? ''}
              onChange={(e) => set({ titles: { ...typed.titles, [s.post]: e.currentTarget.value } })}
            />
          ))}
        </div>
      </Card>
      <Annexes typed={typed} set={set} error={errorOf('annexes')} />
      <Places put={put} />
    </>
  )
}

/** The usual ways to sign, in the right words and abbreviations of the form. */
function Quick(props: {
  page: FormPage
  titles: Typed['titles']
  onChoose: (change: Partial<Typed>) => void
}) {
  const t = useT('paper-forms')
  const [signer] = props.page.signers
  if (!signer) return null
  const party = props.page.edition.form === 'party'
  const mark = (letters: string) => (party ? `${letters[0]}/${letters.slice(1)}` : `${letters}.`)
  const head = signer.title
  const ways: [string, string, string][] = [
    ['tm', '', ''],
    ['kt', '', `${mark('KT')} ${head}\n${t('quick.kt.title', { head })}`],
    ['tl', `${mark('TL')} ${head}`, t('quick.tl.title')],
    ...(party ? [] : [['tuq', `${mark('TUQ')} ${head}`, t('quick.tl.title')] as [string, string, string]]),
  ]
  return (
    <div className="vx-form-quick">
      {ways.map(([way, authority, title]) => (
        <Button
          key={way}
          size="xs"
          variant="default"
          onClick={() =>
            props.onChoose({ authority, inPerson: false, titles: { ...props.titles, [signer.post]: title } })
          }
        >
          {t(`quick.${way}`)}
        </Button>
      ))}
    </div>
  )
}

function Annexes(props: { typed: Typed; set: (change: Partial<Typed>) => void; error: string | undefined }) {
  const { typed, set, error } = props
  const t = useT('paper-forms')
  const change = (at: number, value: Partial<Typed['annexes'][number]>) =>
    set({ annexes: typed.annexes.map((a, i) => (i === at ? { ...a, ...value } : a)) })
  return (
    <Card title={t('field.annexes')}>
      <div className="vx-form-fields">
        {typed.annexes.map((a, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: annexes have no identity while they are typed
          <div key={i} className="vx-form-fields">
            <div className="vx-form-pair">
              <TextInput
                label={t('annex.label')}
                value={a.label}
                onChange={(e) => change(i, { label: e.currentTarget.value })}
              />
              <TextInput
                label={t('annex.title')}
                value={a.title}
                onChange={(e) => change(i, { title: e.currentTarget.value })}
              />
            </div>
            <Textarea
              label={t('annex.text')}
              error={error}
              autosize
              minRows={3}
              maxRows={14}
              value={a.text}
              onChange={(e) => change(i, { text: e.currentTarget.value })}
            />
            <div>
              <Button
                size="xs"
                variant="default"
                onClick={() => set({ annexes: typed.annexes.filter((_, n) => n !== i) })}
              >
                {t('annex.remove')}
              </Button>
            </div>
          </div>
        ))}
        {typed.annexes.length < 5 && (
          <div>
            <Button
              variant="default"
              onClick={() => set({ annexes: [...typed.annexes, { label: '', title: '', text: '' }] })}
            >
              {t('annex.add')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

/** The closed list of placeholders with what each becomes. */
function Places({ put }: { put: (name: string) => void }) {
  const t = useT('paper-forms')
  useLanguage()
  return (
    <Card title={t('places')}>
      <span className="vx-muted">{t('places.help')}</span>
      <ul className="vx-form-places">
        {Object.entries(PLACEHOLDERS).map(([name, words]) => (
          <li key={name}>
            <Button size="xs" variant="default" onClick={() => put(name)}>
              {`{${name}}`}
            </Button>
            <span>{say(words)}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
